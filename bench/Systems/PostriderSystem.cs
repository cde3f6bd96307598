using System.Globalization;
using Postrider.Bench.Machine;

namespace Postrider.Bench.Systems;

/// <summary>Postrider: the dispatcher as two processes, one for each role.</summary>
internal sealed class PostriderSystem(Bed bed) : MessageSystem(bed)
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(20);

    private string gateway = "";

    public override bool PublishesByLibrary => false;

    private static string Folder => Path.Combine(Places.Cache, "bench", "dispatcher");

    public static Task BuildAsync(CancellationToken cancel) =>
        Tool.RunAsync("dotnet", ["publish", "-c", "Release", "-v", "quiet", "dispatcher", "-o", Folder], cancel);

    public override async Task StartGatewayAsync() => gateway = await StartAsync("gateway");

    public override Task StartWorkerAsync() => StartAsync("worker");

    /// <summary>One process with both roles, as a small installation runs it.</summary>
    public async Task StartBothAsync() => gateway = await StartAsync("gateway,worker");

    public override ChildProcess StartPublisher(PublishPlan plan) =>
        ChildProcess.Start("load", Places.Self, ["load", .. (plan with { Target = gateway }).ToArguments()]);

    private async Task<string> StartAsync(string roles)
    {
        var url = $"http://127.0.0.1:{Places.FreePort().ToString(CultureInfo.InvariantCulture)}";
        string[] arguments =
        [
            Path.Combine(Folder, "postrider-dispatcher.dll"), "--urls", url,
            $"--Redis:Configuration={Bed.Redis.Address}", $"--Roles={roles}",
        ];
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_ENVIRONMENT"] = "Development", // its token, and delivery to loopback
            ["Logging__LogLevel__Default"] = "Warning",
        };
        await ReadyAsync(url, Stage.Add(ChildProcess.Start($"Postrider {roles}", "dotnet", arguments, environment)));
        return url;
    }

    private async Task ReadyAsync(string url, ChildProcess process)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var answer = "no answer";
        for (var end = DateTime.UtcNow + StartTime; DateTime.UtcNow < end; await Task.Delay(20, Bed.Cancel))
        {
            if (process.HasExited)
            {
                throw process.Ended();
            }

            try
            {
                using var response = await client.GetAsync($"{url}/readyz", Bed.Cancel);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }

                answer = $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Bed.Cancel)}";
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !Bed.Cancel.IsCancellationRequested)
            {
                answer = exception.Message;
            }
        }

        throw new BenchException($"the dispatcher was not ready after {StartTime.TotalSeconds} s: {answer}");
    }
}
