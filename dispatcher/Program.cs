using Postrider.Core.Settings;
using Postrider.Dispatcher.Hosting;

try
{
    await DispatcherApplication.RunAsync(args).ConfigureAwait(false);
    return 0;
}
catch (Exception exception) when (StartFailure.SentenceOf(exception) is { } sentence)
{
    Console.Error.WriteLine(sentence);
    return 1;
}
