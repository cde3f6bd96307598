using System.Diagnostics.Metrics;
using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using k8s;
using Microsoft.Extensions.Logging;
using Postrider.Cluster;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources.Kubernetes;
using Postrider.Operator.Tests.Kubernetes;
using Postrider.TestKit;
using Postrider.TestKit.Kubernetes;
using Postrider.TestKit.Network;

namespace Postrider.Operator.Tests.Runtime;

[Collection(KubeFixture.Collection)]
public sealed class InformerTests(KubeFixture kube) : IAsyncLifetime
{
    private const string Good = """{"url": "https://example.com/a"}""";
    private const string Better = """{"url": "https://example.com/b"}""";
    private readonly TcpRelay relay = new(kube.Server.Port);
    private readonly CancellationTokenSource stop = new();
    private readonly Seen seen = new();
    private readonly Complaints log = new();
    private Manifest manifest = null!;
    private Task running = Task.CompletedTask;

    public async Task InitializeAsync() => manifest = new Manifest(kube.Server.Admin, await kube.Server.Admin.CreateNamespaceAsync());

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        await relay.DisposeAsync();
        stop.Dispose();
    }

    [Fact]
    public async Task SeesWhatIsThereAndWhatChanges()
    {
        await manifest.CreateAsync("Endpoint", "early", Good);
        await StartAsync();
        Assert.True(seen.Has("early"));

        await manifest.CreateAsync("Endpoint", "late", Good);
        await Eventually.IsTrueAsync(() => seen.Has("late"), "the new one is seen");
        await manifest.ChangeAsync("Endpoint", "late", Better);
        await Eventually.IsTrueAsync(() => seen.Url("late") == "https://example.com/b", "the change is seen");
        await manifest.DeleteAsync("Endpoint", "early");
        await Eventually.IsTrueAsync(() => !seen.Has("early"), "the removal is seen");
        Assert.Equal(1, seen.Lists);
    }

    [Fact]
    public async Task GoesOnWhereItWasWhenTheConnectionIsCut()
    {
        await StartAsync();
        await manifest.CreateAsync("Endpoint", "before", Good);
        await Eventually.IsTrueAsync(() => seen.Has("before"), "the watch is open");
        relay.Cut();
        await manifest.CreateAsync("Endpoint", "meanwhile", Good);

        await Eventually.IsTrueAsync(() => seen.Has("meanwhile"), "what happened meanwhile is seen");
        Assert.Equal(1, seen.Lists);
    }

    [Fact]
    public async Task NoticesThatAConnectionHasFallenSilent()
    {
        await StartAsync(new KubernetesOptions { SilenceSeconds = 2, CallSeconds = 2 });
        relay.Blackhole();
        await manifest.CreateAsync("Endpoint", "unheard", Good);
        var connections = relay.Accepted;
        await Eventually.IsTrueAsync(() => relay.Accepted > connections, "it has lost its patience and tries again, in vain");
        relay.Pass();

        await Eventually.IsTrueAsync(() => seen.Has("unheard"), "what was not heard is seen");
    }

    [Fact]
    public async Task TakesAKindThatNobodyChangesForNoTrouble()
    {
        await StartAsync(new KubernetesOptions { SilenceSeconds = 1 });
        var connections = relay.Accepted;
        await Eventually.IsTrueAsync(() => relay.Accepted > connections + 2, "it was quiet, and is watched anew");
        Assert.DoesNotContain(log.Lines, line => line.Contains("interrupted", StringComparison.Ordinal));
        Assert.Equal(1, seen.Lists);
    }

    [Fact]
    public async Task ListsAnewWhenTheServerForgotWhereItWas()
    {
        await manifest.CreateAsync("Endpoint", "doomed", Good);
        await StartAsync(new KubernetesOptions { SilenceSeconds = 5, CallSeconds = 2 });
        relay.Blackhole();
        await manifest.DeleteAsync("Endpoint", "doomed");
        await manifest.CreateAsync("Endpoint", "next", Good);
        await kube.Server.StopAsync();
        await kube.Server.StartAgainAsync(); // a server that starts remembers no event from before
        relay.Cut();
        relay.Pass();

        await Eventually.IsTrueAsync(() => seen.Has("next") && !seen.Has("doomed"), "the new list is taken");
        Assert.True(seen.Lists >= 2);
        Assert.Contains(log.Lines, line => line.Contains("410", StringComparison.Ordinal) && line.EndsWith("Going on in 0.0 s", StringComparison.Ordinal)); // the server is there
    }

    [Fact]
    public async Task TakesNoAnswerOfAStartingServerForAnEmptyList()
    {
        await manifest.CreateAsync("Endpoint", "kept", Good);
        await StartAsync(new KubernetesOptions { SilenceSeconds = 2, CallSeconds = 2, RelistSeconds = 5, WatchSeconds = 5 });
        await kube.Server.StopAsync();
        await kube.Server.StartAgainAsync();
        var lists = seen.Lists;

        await Eventually.IsTrueAsync(() => seen.Lists > lists, "it lists again");
        Assert.DoesNotContain("kept", seen.Lost);
    }

    [Fact]
    public async Task TakesAWatchThatLastedItsTimeForNoTrouble()
    {
        await StartAsync(new KubernetesOptions { WatchSeconds = 5, RelistSeconds = 5 });
        await Eventually.IsTrueAsync(() => seen.Lists > 1, "a watch ended and a list followed");
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task GoesOnWithTheTokenThatTheFileHasByThen()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "one-that-has-expired");
        var config = KubernetesClientConfiguration.BuildConfigFromConfigFile((await kube.OperatorConfigAsync(relay.Port)).Path);
        config.AccessToken = null;
        config.TokenProvider = new TokenFile(file);
        var informer = Begin(config, new KubernetesOptions());
        await Eventually.IsTrueAsync(() => log.Lines.Any(line => line.Contains("401", StringComparison.Ordinal)), "the server refuses the old one");
        Assert.False(informer.Listed.IsCompleted);

        await File.WriteAllTextAsync(file, await kube.Server.TokenAsync("postrider-system", "postrider-operator", KubeApiServer.Issuer));
        await informer.Listed.WaitAsync(TimeSpan.FromSeconds(15));
        File.Delete(file);
    }

    [Fact]
    public async Task ReadsALongListPageByPage()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 501), async (i, _) => await manifest.CreateAsync("Endpoint", $"e{i}", Good));
        await StartAsync();

        Assert.Equal(501, seen.Count);
    }

    private async Task StartAsync(KubernetesOptions? options = null)
    {
        options ??= new KubernetesOptions();
        var config = await kube.OperatorConfigAsync(relay.Port);
        await Begin(KubernetesClientConfiguration.BuildConfigFromConfigFile(config.Path), options).Listed.WaitAsync(Eventually.Patience);
    }

    private Informer Begin(KubernetesClientConfiguration config, KubernetesOptions options)
    {
        var api = new KubernetesApi(config, options);
        var informer = new Informer(
            api, ApiResources.Endpoints, manifest.Space, seen, options, new OperatorMetrics(new Meter("test"), TimeProvider.System), TimeProvider.System, log);
        running = informer.RunAsync(stop.Token).ContinueWith(_ => api.Dispose(), TaskScheduler.Default);
        return informer;
    }

    /// <summary>What an informer complained of.</summary>
    private sealed class Complaints : ILogger<Informer>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel level) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> text) => Lines.Enqueue(text(state, exception));
    }

    /// <summary>What an informer told.</summary>
    private sealed class Seen : IWatchSink
    {
        private readonly ConcurrentDictionary<string, JsonObject> held = new();

        public int Lists { get; private set; }

        public ConcurrentQueue<string> Lost { get; } = new();

        public int Count => held.Count;

        public bool Has(string name) => held.ContainsKey(name);

        public string? Url(string name) => (string?)held.GetValueOrDefault(name)?["spec"]?["url"];

        public void Replace(IReadOnlyList<JsonObject> all, string? space)
        {
            var names = all.Select(item => RawMetadata.Name(item).Name).ToHashSet();
            foreach (var gone in held.Keys.Where(name => !names.Contains(name)))
            {
                Forget(gone);
            }

            foreach (var item in all)
            {
                Set(item);
            }

            Lists++;
        }

        public void Set(JsonObject item) => held[RawMetadata.Name(item).Name] = item;

        public void Remove(JsonObject item) => Forget(RawMetadata.Name(item).Name);

        private void Forget(string name)
        {
            held.TryRemove(name, out _);
            Lost.Enqueue(name);
        }
    }
}
