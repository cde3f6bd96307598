using System.Net;
using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;
using Postrider.TestKit.Monitoring;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Survival;

/// <summary>The event log may lose events, and nothing else suffers from that.</summary>
public sealed class LostEventsTests
{
    private const int Messages = 2000;

    [Fact]
    public async Task A_log_that_redis_refuses_holds_up_neither_publishing_nor_delivery_and_what_is_missing_is_counted()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await redis.Database.StringSetAsync($"{{{Partitioning.PartitionOf("default", 4)}}}ev\ndefault", "no stream");
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        await PublishAsync(dispatcher.Api, receiver.Url);
        await receiver.WaitForAsync(Messages);
        await Eventually.IsTrueAsync(() => Invariants.IsAtRestAsync(redis.Database), "everything is settled");
        await Eventually.BecomesAsync(() => DroppedAsync(dispatcher), dropped => dropped >= 2 * Messages, "what is missing is counted"); // a creation and an attempt each, at least
        Assert.Equal(Messages, receiver.Count);
    }

    [Fact]
    public async Task After_redis_was_away_the_log_goes_on()
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var receiver = await Receiver.StartAsync();
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        var release = new TaskCompletionSource();
        receiver.Answer = _ => release.Task;
        await dispatcher.Api.PublishAsync(receiver.Url + "/during");
        await receiver.WaitForAsync(1);
        await redis.KillAsync();
        release.SetResult();
        await Eventually.IsTrueAsync(async () => (await dispatcher.Api.PublishAsync(receiver.Url)).Status == HttpStatusCode.ServiceUnavailable, "publishing is refused");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await dispatcher.Api.GetAsync("/v2/logs")).Status);
        await redis.StartAgainAsync();
        var after = await Eventually.BecomesAsync(() => dispatcher.Api.PublishAsync(receiver.Url + "/after"), answer => answer.Status == HttpStatusCode.OK, "publishing goes on");
        await Eventually.BecomesAsync(() => StatesAsync(dispatcher.Api, after.MessageId), states => states == "DELIVERED ACTIVE CREATED", "the log goes on");
        Assert.Equal(1, receiver.Arrivals.Count(arrival => arrival.Target == "/during"));
    }

    [Fact]
    public async Task A_worker_killed_between_an_outcome_and_its_event_leaves_at_most_a_gap()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        var ids = await PublishAsync(gateway.Api, receiver.Url);
        var killed = new TaskCompletionSource();
        receiver.Answer = _ => receiver.Count > Messages / 4 ? killed.Task : Task.CompletedTask; // a fast worker would be through before it dies
        await using (var victim = await StartWorkerAsync(redis))
        {
            await Eventually.IsTrueAsync(() => receiver.Count > Messages / 4, "deliveries go on");
            await victim.Process.KillAsync();
            killed.SetResult();
        }

        await using var worker = await StartWorkerAsync(redis);
        await Eventually.IsTrueAsync(() => receiver.Arrivals.Select(arrival => arrival.MessageId).Distinct().Count() == Messages, "all arrive");
        await Eventually.IsTrueAsync(() => Invariants.IsAtRestAsync(redis.Database), "everything is settled");
        await worker.Process.StopAsync(TimeSpan.FromSeconds(30)); // writes what it has to tell
        var delivered = await AllAsync(gateway.Api, "DELIVERED");
        Assert.Equal(delivered.Distinct().Count(), delivered.Count);
        Assert.InRange(delivered.Count, Messages / 2, Messages);
        Assert.Empty(delivered.Except(ids));
        Assert.Equal(ids.Order(), (await AllAsync(gateway.Api, "CREATED")).Order());
        await Invariants.CheckAsync(redis.Database);
    }

    [Fact]
    public async Task A_log_that_is_turned_off_is_empty()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Retention:Events=00:00:00");
        await dispatcher.Api.PublishAsync(receiver.Url);
        await receiver.WaitForAsync(1);
        await Eventually.IsTrueAsync(() => Invariants.IsAtRestAsync(redis.Database), "everything is settled");
        await dispatcher.Process.StopAsync(TimeSpan.FromSeconds(30));
        Assert.False(await redis.Database.KeyExistsAsync($"{{{Partitioning.PartitionOf("default", 4)}}}evn"));
    }

    private static Task<TestKit.Dispatching.Dispatcher> StartWorkerAsync(RedisServer redis) =>
        TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=worker", "--Delivery:LeaseSpan=00:00:03");

    private static async Task<List<string>> PublishAsync(PublishApi api, string url)
    {
        var ids = new List<string>();
        foreach (var numbers in Enumerable.Range(0, Messages).Chunk(500)) // what takes long to store is told of no more
        {
            var answer = await api.BatchAsync([.. numbers.Select(number => new JsonObject { ["destination"] = $"{url}/{number}" })]);
            ids.AddRange(answer.Json!.AsArray().Select(published => (string)published!["messageId"]!));
        }

        return ids;
    }

    private static async Task<List<string>> AllAsync(PublishApi api, string state)
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await api.GetAsync($"/v2/logs?state={state}&count=1000{(cursor is null ? "" : $"&cursor={cursor}")}")).Json!;
            ids.AddRange(page["logs"]!.AsArray().Select(entry => (string)entry!["messageId"]!));
            cursor = (string?)page["cursor"];
        }
        while (cursor is not null);
        return ids;
    }

    private static async Task<string> StatesAsync(PublishApi api, string id) =>
        string.Join(' ', (await api.GetAsync($"/v2/logs?messageId={id}")).Json?["logs"]?.AsArray().Select(entry => (string)entry!["state"]!) ?? []);

    private static async Task<int> DroppedAsync(TestKit.Dispatching.Dispatcher dispatcher) =>
        (int)Exposition.Value((await dispatcher.Api.GetAsync("/metrics")).Text, "postrider_events_dropped_total")!;
}
