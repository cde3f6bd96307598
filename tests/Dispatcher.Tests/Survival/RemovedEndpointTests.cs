using Postrider.Core.Model;
using Postrider.TestKit;
using Postrider.TestKit.Http;
using Postrider.TestKit.Network;
using Postrider.TestKit.Redis;
using Postrider.TestKit.Registry;

namespace Postrider.Dispatcher.Tests.Survival;

public sealed class RemovedEndpointTests
{
    private const int Messages = 20;

    [Fact]
    public async Task A_worker_that_was_away_while_a_suspended_endpoint_was_removed_delivers_nothing_of_it()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var declared = await Declarations.OpenAsync(redis.Configuration);
        await using var relay = new TcpRelay(redis.Port);
        await declared.EndpointAsync("default", "held", receiver.Url + "/held", endpoint => endpoint with { Suspend = true, Limits = new(3, 0, 1000) });
        await declared.EndpointAsync("default", "other", receiver.Url + "/other");
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        await using var worker = await TestKit.Dispatching.Dispatcher.StartAsync($"127.0.0.1:{relay.Port}", "--Roles=worker");
        for (var message = 0; message < Messages; message++)
        {
            await gateway.Api.PublishAsync("held", "", "Upstash-Retries: 0");
        }

        await gateway.Api.PublishAsync("other");
        await receiver.WaitForAsync(1); // it knows both
        relay.Blackhole();
        await declared.Writer.RemoveAsync(ResourceKind.Endpoint, new("default", "held"), Declarations.Source, default);
        await Task.Delay(TimeSpan.FromSeconds(4)); // longer than a worker that is there takes to hear of it
        relay.Pass();
        relay.Cut();

        var gate = $"{{{Partitioning.PartitionOf("default", 4)}}}g{MessageRoute.EndpointGate(new("default", "held"))}";
        await Eventually.IsTrueAsync(() => redis.Database.HashExistsAsync(gate, "since"), "the worker found it missing");
        await gateway.Api.PublishAsync("other");
        await receiver.WaitForAsync(2);
        Assert.DoesNotContain(receiver.Arrivals, arrival => arrival.Target == "/held");
        await Invariants.CheckAsync(redis.Database);
    }
}
