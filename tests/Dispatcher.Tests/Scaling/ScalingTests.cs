using System.Net;
using System.Text.Json.Nodes;
using Postrider.TestKit;
using Postrider.TestKit.Http;
using Postrider.TestKit.Monitoring;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Scaling;

public sealed class ScalingTests
{
    private const string Nowhere = "http://127.0.0.1:9/";

    [Fact]
    public async Task With_no_worker_a_gateway_tells_anybody_what_there_is_to_do_and_with_one_it_becomes_nothing()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        using var anybody = new HttpClient { BaseAddress = new Uri(gateway.Url) };
        Assert.Equal("""{"waiting":0,"inFlight":0,"lanesDue":0,"nextDueAt":null}""", await anybody.GetStringAsync("/scaling"));

        var before = DateTimeOffset.UtcNow;
        await gateway.Api.PublishAsync(Nowhere, "", "Upstash-Delay: 1h");
        await BecomesAsync(anybody, load => Figures(load) == (1, 0, 0) && IsIn((long)load["nextDueAt"]!, before, 60));
        await gateway.Api.ScheduleAsync(Nowhere, "", "Upstash-Cron: * * * * *");
        await BecomesAsync(anybody, load => IsIn((long)load["nextDueAt"]!, before, 0, 2));
        await gateway.Api.PublishAsync(receiver.Url + "/1");
        await gateway.Api.PublishAsync(receiver.Url + "/2");
        await BecomesAsync(anybody, load => Figures(load) is (3, 0, 1 or 2) && IsIn((long)load["nextDueAt"]!, before, 0, 1)); // the schedule may be due by now

        var text = await anybody.GetStringAsync("/metrics");
        Assert.Equal(3, Exposition.Value(text, "postrider_messages_waiting"));
        Assert.True(Exposition.Value(text, "postrider_lanes_due") >= 1);
        Assert.InRange(Exposition.Value(text, "postrider_next_due_timestamp_seconds")!.Value, before.ToUnixTimeSeconds(), before.ToUnixTimeSeconds() + 60);

        await using var worker = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=worker");
        await receiver.WaitForAsync(2);
        await BecomesAsync(anybody, load => (long)load["lanesDue"]! == 0 && (long)load["inFlight"]! == 0);
    }

    [Fact]
    public async Task What_a_killed_worker_held_calls_for_another_one()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        using var anybody = new HttpClient { BaseAddress = new Uri(gateway.Url) };
        await using var worker = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=worker", "--Delivery:LeaseSpan=00:00:03");
        await gateway.Api.PublishAsync(receiver.Url);
        await receiver.WaitForAsync(1);
        await BecomesAsync(anybody, load => Figures(load) == (0, 1, 0));
        await worker.Process.KillAsync();
        await BecomesAsync(anybody, load => Figures(load) == (0, 1, 1));
    }

    [Fact]
    public async Task Without_redis_it_is_503_and_the_gauges_are_missing()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        using var anybody = new HttpClient { BaseAddress = new Uri(gateway.Url) };
        await anybody.GetStringAsync("/scaling");
        await redis.KillAsync();
        await Eventually.IsTrueAsync(
            async () => (await anybody.GetAsync("/scaling")) is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: not null }, "it is 503 with Retry-After");
        await Eventually.BecomesAsync(
            () => anybody.GetStringAsync("/metrics"), text => Exposition.Value(text, "postrider_messages_waiting") is null && Exposition.Value(text, "postrider_messages_accepted_total") == 0,
            "only the counters are there");
    }

    private static (long, long, long) Figures(JsonNode load) => ((long)load["waiting"]!, (long)load["inFlight"]!, (long)load["lanesDue"]!);

    private static bool IsIn(long ms, DateTimeOffset since, int minutes, int within = 1) => ms >= since.AddMinutes(minutes).ToUnixTimeMilliseconds() - 1000 && ms <= since.AddMinutes(minutes + within).ToUnixTimeMilliseconds();

    private static Task BecomesAsync(HttpClient anybody, Func<JsonNode, bool> holds) => Eventually.BecomesAsync(
        async () => JsonNode.Parse(await anybody.GetStringAsync("/scaling"))!, holds, "the load is as expected");
}
