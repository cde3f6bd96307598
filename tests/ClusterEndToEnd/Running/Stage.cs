using Postrider.ClusterEndToEnd.Cluster;
using Postrider.ClusterEndToEnd.Installing;
using Postrider.ClusterEndToEnd.Traffic;

namespace Postrider.ClusterEndToEnd.Running;

/// <summary>What the steps share: the cluster, the installation, the pods that publish and receive.</summary>
internal sealed class Stage : IAsyncDisposable
{
    public Stage(Settings settings, Report report)
    {
        Settings = settings;
        Report = report;
        Workers = new Workload(Kubectl, "dispatcher", settings.OwnCluster);
        Gateways = new Workload(Kubectl, "gateway", settings.OwnCluster);
        Operators = new Workload(Kubectl, "operator", settings.OwnCluster);
        Pods = new Pods(Proxy);
    }

    public Settings Settings { get; }

    public Report Report { get; }

    public Kubectl Kubectl { get; } = new();

    public ApiProxy Proxy { get; } = new();

    public Workload Workers { get; }

    public Workload Gateways { get; }

    public Workload Operators { get; }

    /// <summary>The publisher and the receiver.</summary>
    public Pods Pods { get; }

    /// <summary>What has been applied and not deleted, the youngest last.</summary>
    public List<Installation> Installed { get; } = [];

    /// <summary>Whether this run's namespaces are its own: set once it is known that they were not there.</summary>
    public bool Owns { get; set; }

    /// <summary>What the API server knows; set by the first step.</summary>
    public ServerAbilities Server { get; set; } = ServerAbilities.Unknown;

    /// <summary>When the sample Schedule began to be due each minute.</summary>
    public DateTimeOffset ScheduledSince { get; set; }

    /// <summary>Waits until all that is declared in the application's namespace, of these kinds, is Ready.</summary>
    public Task WaitForReadyAsync(string what, CancellationToken cancel) => Kubectl.MustAsync(
        ["wait", "-n", Names.Application, "--for=condition=Ready", what, .. what.Contains('/', StringComparison.Ordinal) ? Array.Empty<string>() : ["--all"], "--timeout=60s"], cancel);

    public async Task WaitForRolloutAsync(CancellationToken cancel)
    {
        foreach (var workload in new[] { Operators, Gateways, Workers })
        {
            await workload.WaitForRolloutAsync(cancel);
        }
    }

    /// <summary>As a rollout, and no pod of before is left.</summary>
    public async Task WaitForOnlyNewAsync(CancellationToken cancel)
    {
        foreach (var workload in new[] { Operators, Gateways, Workers })
        {
            await workload.WaitForOnlyNewAsync(cancel);
        }
    }

    /// <summary>Waits until the sample Schedule has been due so many times, and some seconds more.</summary>
    public async Task WaitForMinutesAsync(int count, CancellationToken cancel) => await Patience.WaitAsync(
        () => Task.FromResult(Minutes.Between(ScheduledSince, DateTimeOffset.UtcNow - Minutes.Soon).Count >= count ? null : "time stands still"),
        TimeSpan.FromMinutes(count + 1), cancel);

    /// <summary>Waits for that second of a minute.</summary>
    public static Task WaitForSecondAsync(int second, CancellationToken cancel) =>
        Task.Delay(TimeSpan.FromSeconds((60 + second - DateTimeOffset.UtcNow.Second) % 60), cancel);

    public ValueTask DisposeAsync() => Proxy.DisposeAsync();
}
