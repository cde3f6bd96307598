using System.Net;
using System.Text.Json.Nodes;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Redis;
using Postrider.TestKit.Registry;

namespace Postrider.Dispatcher.Tests.Scheduling;

public sealed class ScheduleLimitTests
{
    private const string Target = "http://127.0.0.1:9/in";
    private const string Cron = "Upstash-Cron: 0 0 1 1 *";

    [Fact]
    public async Task A_namespace_has_no_more_schedules_than_it_may_however_many_ask_at_once()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var declared = await Declarations.OpenAsync(redis.Configuration);
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway", "--Limits:MaxSchedules=3");
        var api = gateway.Api;
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => api.ScheduleAsync(Target, "", Cron, $"Upstash-Schedule-Id: s{number}")));
        Assert.Equal(3, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        var refused = answers.First(answer => answer.Status != HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.PreconditionFailed, refused.Status);
        Assert.Contains("quota maxSchedules exceeded, current limit: 3", refused.Error, StringComparison.Ordinal);

        var made = (string)answers.First(answer => answer.Status == HttpStatusCode.OK).Json!["scheduleId"]!;
        Assert.Equal(HttpStatusCode.OK, (await api.ScheduleAsync(Target, "again", Cron, "Upstash-Schedule-Id: " + made)).Status);
        using var neighbour = new PublishApi(gateway.Url, Tokens.Of("testUser1"));
        Assert.Equal(HttpStatusCode.OK, (await neighbour.ScheduleAsync(Target, "", Cron)).Status);

        var batch = await api.BatchAsync(Item(made), Item("one-too-many"), new JsonObject { ["destination"] = Target });
        Assert.Equal(HttpStatusCode.PreconditionFailed, batch.Status);
        Assert.Equal("again", (string)(await api.GetAsync($"/v2/schedules/{made}")).Json!["body"]!);
        Assert.Empty((string[])(await redis.Database.ExecuteAsync("KEYS", "{?}m*"))!);

        await api.DeleteAsync($"/v2/schedules/{made}");
        Assert.Equal(HttpStatusCode.OK, (await api.ScheduleAsync(Target, "", Cron)).Status);
        await declared.ScheduleAsync("default", "declared", "0 0 1 1 *", Target);
        Assert.Equal(4, (await api.GetAsync("/v2/schedules")).Json!.AsArray().Count); // what is declared is never refused
    }

    [Fact]
    public async Task A_schedule_into_a_queue_too_many_is_refused_when_it_is_made()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway", "--Limits:MaxQueues=1");
        Assert.Equal(HttpStatusCode.OK, (await gateway.Api.ScheduleAsync(Target, "", Cron, "Upstash-Queue-Name: one")).Status);
        Assert.Equal("[]", (await gateway.Api.GetAsync("/v2/queues")).Text); // its first message makes it
        Assert.Equal(HttpStatusCode.OK, (await gateway.Api.SendAsync(HttpMethod.Post, $"/v2/enqueue/two/{Target}", [])).Status);
        var refused = await gateway.Api.ScheduleAsync(Target, "", Cron, "Upstash-Queue-Name: one");
        Assert.Equal((HttpStatusCode.PreconditionFailed, "quota maxQueues exceeded, current limit: 1"), (refused.Status, refused.Error));
        Assert.Equal(HttpStatusCode.OK, (await gateway.Api.ScheduleAsync(Target, "", Cron, "Upstash-Queue-Name: two")).Status);
        Assert.Equal(2, (await gateway.Api.GetAsync("/v2/schedules")).Json!.AsArray().Count);
    }

    [Fact]
    public async Task A_batch_whose_messages_are_refused_leaves_schedules_as_they_were()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway", "--Limits:MaxQueues=1");
        Assert.Equal(HttpStatusCode.OK, (await gateway.Api.BatchAsync(Item("kept", "before"), Message("one"))).Status);
        var before = (await gateway.Api.GetAsync("/v2/schedules")).Text;
        var refused = await gateway.Api.BatchAsync(Message("one"), Item("new"), Item("kept"), Item("kept", "again"), Message("two"));
        Assert.Equal((HttpStatusCode.PreconditionFailed, "quota maxQueues exceeded, current limit: 1"), (refused.Status, refused.Error));
        Assert.Equal(before, (await gateway.Api.GetAsync("/v2/schedules")).Text);
        Assert.Equal(1, (int)(await gateway.Api.GetAsync("/v2/queues/one")).Json!["lag"]!);
    }

    private static JsonObject Item(string id, string body = "batch") => new()
    {
        ["destination"] = Target, ["body"] = body, ["headers"] = new JsonObject { ["Upstash-Cron"] = "0 0 1 1 *", ["Upstash-Schedule-Id"] = id },
    };

    private static JsonObject Message(string queue) => new() { ["destination"] = Target, ["queue"] = queue };
}
