using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using k8s;
using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources.Kubernetes;
using Postrider.TestKit;
using Postrider.TestKit.Kubernetes;
using Postrider.TestKit.Network;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>A store that has forgotten where a watch was: the server answers 410, and only a list helps.</summary>
public sealed class CompactionTests
{
    [Fact]
    public async Task WhatHappenedBeforeACompactionIsSeenAllTheSame()
    {
        await using var server = await KubeApiServer.StartAsync("--watch-cache=false"); // one with a cache remembers some time beyond
        await using var relay = new TcpRelay(server.Port);
        var manifest = new Manifest(server.Admin, await server.Admin.CreateNamespaceAsync());
        await manifest.CreateSecretAsync("doomed", "key", "x");
        using var stop = new CancellationTokenSource();
        var lists = new Lists();
        var options = new KubernetesOptions { SilenceSeconds = 2, CallSeconds = 2 };
        var config = KubernetesClientConfiguration.BuildConfigFromConfigFile(server.AdminConfig.Path);
        config.Host = $"https://127.0.0.1:{relay.Port}";
        using var api = new KubernetesApi(config, options);
        var informer = new Informer(
            api, ApiResources.Secrets, manifest.Space, lists, options, new OperatorMetrics(new Meter("test"), TimeProvider.System), TimeProvider.System, NullLogger<Informer>.Instance);
        var running = informer.RunAsync(stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        await informer.Listed.WaitAsync(Eventually.Patience);

        relay.Blackhole();
        await manifest.DeleteSecretAsync("doomed");
        await manifest.CreateSecretAsync("next", "key", "x");
        await server.CompactAsync();
        relay.Cut();
        relay.Pass();

        await Eventually.IsTrueAsync(() => lists.Last.Contains("next") && !lists.Last.Contains("doomed"), "a new list shows what came and what went");
        await stop.CancelAsync();
        await running;
    }

    /// <summary>Knows what the last list held, and nothing of the watch.</summary>
    private sealed class Lists : IWatchSink
    {
        public IReadOnlyList<string> Last { get; private set; } = [];

        public void Replace(IReadOnlyList<JsonObject> all, string? space) => Last = [.. all.Select(item => RawMetadata.Name(item).Name)];

        public void Set(JsonObject item)
        {
        }

        public void Remove(JsonObject item)
        {
        }
    }
}
