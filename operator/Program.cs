using Microsoft.Extensions.Options;
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
catch (OptionsValidationException exception)
{
    Console.Error.WriteLine(string.Join(' ', exception.Failures));
    return 1;
}
catch (AggregateException exception) when (exception.InnerExceptions.All(inner => inner is OptionsValidationException))
{
    Console.Error.WriteLine(string.Join(' ', exception.InnerExceptions.SelectMany(inner => ((OptionsValidationException)inner).Failures)));
    return 1;
}
catch (SettingException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
