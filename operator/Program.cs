using Postrider.Core.Settings;
using Postrider.Operator.Hosting;
using Postrider.Operator.Manifests;

if (args is ["manifests", var folder, var pages])
{
    return ManifestsCommand.Run(folder, pages);
}

try
{
    await OperatorApplication.RunAsync(args);
    return 0;
}
catch (Exception exception) when (StartFailure.SentenceOf(exception) is { } sentence)
{
    Console.Error.WriteLine(sentence);
    return 1;
}
