using System.Globalization;
using Hangfire;
using Hangfire.Logging;

namespace Postrider.Bench.Parts;

/// <summary>A Hangfire server that runs the jobs.</summary>
internal static class HangfireWorkerPart
{
    public static async Task<int> RunAsync(string[] args)
    {
        LogProvider.SetCurrentLogProvider(new SilentLog());
        var workers = int.Parse(args[3], CultureInfo.InvariantCulture);
        ThreadPool.SetMinThreads(workers + 16, workers + 16);
        var options = new BackgroundJobServerOptions
        {
            WorkerCount = workers,
            SchedulePollingInterval = TimeSpan.FromMilliseconds(100),
        };
        using var server = new BackgroundJobServer(options, await HangfireJobs.OpenAsync(args[1]));
        Console.WriteLine("ready");
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
