using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Postrider.Core.Model;
using Postrider.Dispatcher.Tests.Api;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Scheduling;

/// <summary>What schedules that were made through the API send.</summary>
[Collection(nameof(RunningPair))]
public sealed class FiringTests(RunningPair pair) : IAsyncLifetime
{
    private readonly string id = "f" + Guid.NewGuid().ToString("N");
    private readonly DueMoment due = new();
    private Receiver receiver = null!;

    private string[] Times => [$"Upstash-Cron: {due.Cron}", $"Upstash-Schedule-Id: {id}"];

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync()
    {
        await pair.Api.DeleteAsync($"/v2/schedules/{id}");
        await receiver.DisposeAsync();
    }

    [Fact]
    [ProtocolItem(96)]
    public async Task A_message_says_which_schedule_it_is_of_and_carries_all_that_was_asked_for()
    {
        await pair.Api.SendAsync(HttpMethod.Post, $"/v2/schedules/{receiver.Url}/in?x=%2F", [0, 0xff, (byte)'a'],
            [.. Times, "Content-Type: application/x-thing", "Upstash-Forward-X-A: 1", "Upstash-Method: PUT", "Upstash-Retries: 2", "Upstash-Label: nightly", "Upstash-Timeout: 30s",
             "Upstash-Retry-Delay: 1000", "Upstash-Redact-Fields: body", "Upstash-Flow-Control-Key: " + id, "Upstash-Flow-Control-Value: rate=100"]);
        await ComeAsync();
        var arrival = (await receiver.WaitForAsync(1))[0];
        Assert.Equal(("PUT", "/in?x=%2F", "AP9h"), (arrival.Method, arrival.Target, Convert.ToBase64String(arrival.Body)));
        Assert.Equal((id, "1", "application/x-thing", "2"), (arrival.Headers["Upstash-Schedule-Id"], arrival.Headers["X-A"], arrival.Headers["Content-Type"], arrival.Headers["Upstash-Max-Retries"]));
        var message = (await pair.Api.GetAsync($"/v2/messages/{arrival.MessageId}")).Json!;
        Assert.Equal((id, "nightly", id, 100, 30), (Text(message, "scheduleId"), Text(message, "label"), Text(message, "flowControlKey"), (int)message["rate"]!, (int)message["timeout"]!));
        Assert.StartsWith("REDACTED:", Text(message, "body"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_many_workers_see_it_due_one_moment_is_one_message()
    {
        await pair.Api.ScheduleAsync(receiver.Url, "", Times);
        await ComeAsync();
        var schedule = await Eventually.BecomesAsync(ReadAsync, read => read["lastScheduleTime"] is not null && (long)read["nextScheduleTime"]! > due.Ms, "it fired");
        Assert.Equal(due.Ms, (long)schedule["lastScheduleTime"]!);
        await receiver.WaitForAsync(1);
        await pair.Api.PublishAsync(receiver.Url + "/after");
        await Eventually.IsTrueAsync(() => receiver.Arrivals.Any(arrival => arrival.Target == "/after"), "what was published later arrives");
        Assert.Single(receiver.Arrivals, arrival => arrival.Headers.ContainsKey("Upstash-Schedule-Id"));
    }

    [Fact]
    [ProtocolItem(92)]
    public async Task It_fires_by_the_clock_of_its_time_zone()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu"); // 5 h 45 min ahead
        await pair.Api.ScheduleAsync(receiver.Url, "", $"Upstash-Cron: CRON_TZ=Asia/Kathmandu {due.In(zone)}", Times[1]);
        await ComeAsync();
        await receiver.WaitForAsync(1);
        Assert.Equal(due.Ms, (long)(await ReadAsync())["lastScheduleTime"]!);
    }

    [Fact]
    [ProtocolItem(95)]
    public async Task A_paused_schedule_is_not_fired_even_when_a_worker_takes_it_for_due()
    {
        await pair.Api.ScheduleAsync(receiver.Url, "", Times);
        await pair.Api.SendAsync(HttpMethod.Post, $"/v2/schedules/{id}/pause", []);
        var tag = $"{{{Partitioning.PartitionOf("default", 4)}}}";
        Assert.Null(await pair.Redis.Database.SortedSetScoreAsync($"{tag}sch", $"default/{id}"));
        await pair.Api.SendAsync(HttpMethod.Post, $"/v2/schedules/{id}/resume", []);
        Assert.True(await pair.Redis.Database.SortedSetScoreAsync($"{tag}sch", $"default/{id}") > due.Ms);
        Assert.Empty(receiver.Arrivals);
    }

    [Fact]
    [ProtocolItem(97)]
    public async Task Into_a_queue_it_puts_what_it_sends()
    {
        await pair.Api.SendAsync(HttpMethod.Post, "/v2/queues", Encoding.UTF8.GetBytes($$"""{"queueName":"{{id}}","parallelism":2,"paused":true}"""));
        await pair.Api.ScheduleAsync(receiver.Url, "", [.. Times, "Upstash-Queue-Name: " + id]);
        await ComeAsync();
        var queue = await Eventually.BecomesAsync(async () => (await pair.Api.GetAsync($"/v2/queues/{id}")).Json!, read => (int)read["lag"]! == 1, "it waits in the queue");
        Assert.Equal((2, true), ((int)queue["parallelism"]!, (bool)queue["paused"]!));
        Assert.Empty(receiver.Arrivals);
        await pair.Api.SendAsync(HttpMethod.Post, $"/v2/queues/{id}/resume", []);
        var arrival = (await receiver.WaitForAsync(1))[0];
        Assert.Equal(id, Text((await pair.Api.GetAsync($"/v2/messages/{arrival.MessageId}")).Json!, "queueName"));
        await pair.Api.DeleteAsync($"/v2/queues/{id}");
    }

    [Fact]
    [ProtocolItem(102)]
    public async Task A_topic_fans_out_to_those_who_subscribe_when_it_fires()
    {
        await pair.Declared.TopicAsync("default", "fans-" + id, new TopicSubscriber { Name = "old", Url = receiver.Url + "/old" });
        Assert.Equal(HttpStatusCode.OK, (await pair.Api.ScheduleAsync("fans-" + id, "", Times)).Status);
        await pair.Declared.TopicAsync(
            "default", "fans-" + id, new TopicSubscriber { Name = "one", Url = receiver.Url + "/one" }, new TopicSubscriber { Name = "two", Url = receiver.Url + "/two" });
        await ComeAsync();
        Assert.Equal(["/one", "/two"], (await receiver.WaitForAsync(2)).Select(arrival => arrival.Target).Order());
        Assert.All(receiver.Arrivals, arrival => Assert.Equal("fans-" + id, arrival.Headers["Upstash-Topic-Name"]));
        Assert.Equal("fans-" + id, Text(await ReadAsync(), "destination"));
        Assert.Equal(2, (await ReadAsync())["lastScheduleStates"]!.AsObject().Count);
    }

    [Fact]
    public async Task A_topic_that_is_gone_is_told_as_an_error_until_there_is_one_again()
    {
        await pair.Declared.TopicAsync("default", "gone-" + id, new TopicSubscriber { Name = "one", Url = receiver.Url });
        await pair.Api.ScheduleAsync("gone-" + id, "", Times);
        await pair.Declared.Writer.RemoveAsync(ResourceKind.Topic, new("default", "gone-" + id), TestKit.Registry.Declarations.Source, CancellationToken.None);
        await ComeAsync();
        var schedule = await Eventually.BecomesAsync(ReadAsync, read => read["error"] is not null, "the error is told");
        Assert.Contains("gone-" + id, Text(schedule, "error"), StringComparison.Ordinal);
        Assert.Equal((due.Ms, true), ((long)schedule["lastScheduleTime"]!, schedule["lastScheduleStates"] is null));
    }

    [Fact]
    public async Task The_messages_of_the_last_firing_are_followed_to_their_end()
    {
        var gate = new TaskCompletionSource();
        receiver.Answer = async context =>
        {
            await gate.Task;
            context.Response.StatusCode = context.Request.Path == "/bad" ? 500 : 200;
        };
        await pair.Declared.TopicAsync(
            "default", "ends-" + id, new TopicSubscriber { Name = "good", Url = receiver.Url + "/good" }, new TopicSubscriber { Name = "bad", Url = receiver.Url + "/bad" });
        await pair.Api.ScheduleAsync("ends-" + id, "", [.. Times, "Upstash-Retries: 0"]);
        await ComeAsync();
        var arrivals = await receiver.WaitForAsync(2);
        Assert.All((await ReadAsync())["lastScheduleStates"]!.AsObject(), state => Assert.Equal("IN_PROGRESS", (string)state.Value!));
        gate.SetResult();
        var states = await Eventually.BecomesAsync(
            async () => (await ReadAsync())["lastScheduleStates"]!.AsObject(), read => read.All(state => (string)state.Value! != "IN_PROGRESS"), "both are over");
        Assert.All(arrivals, arrival => Assert.Equal(arrival.Target == "/bad" ? "FAIL" : "SUCCESS", (string)states[arrival.MessageId]!));
    }

    [Fact]
    public async Task A_cancelled_message_counts_as_failed()
    {
        await pair.Api.ScheduleAsync(receiver.Url, "", [.. Times, "Upstash-Delay: 1h"]);
        await ComeAsync();
        var (messageId, state) = (await Eventually.BecomesAsync(ReadAsync, read => read["lastScheduleStates"] is not null, "it fired"))["lastScheduleStates"]!.AsObject().Single();
        Assert.Equal("IN_PROGRESS", (string)state!);
        Assert.InRange((long)(await pair.Api.GetAsync($"/v2/messages/{messageId}")).Json!["notBefore"]!, due.Ms + 3_600_000, due.Ms + 3_800_000);
        await pair.Api.DeleteAsync($"/v2/messages/{messageId}");
        Assert.Equal("FAIL", (string)(await ReadAsync())["lastScheduleStates"]![messageId]!);
    }

    [Fact]
    public async Task A_deduplication_id_swallows_no_firing_and_what_was_sent_outlives_its_schedule()
    {
        string[] headers = [.. Times, "Upstash-Deduplication-Id: d" + id, "Upstash-Content-Based-Deduplication: true", "Upstash-Delay: 2s"];
        await pair.Api.PublishAsync(receiver.Url + "/first", "", "Upstash-Deduplication-Id: d" + id);
        await pair.Api.ScheduleAsync(receiver.Url + "/made", "", headers);
        await ComeAsync();
        await Eventually.IsTrueAsync(async () => (await ReadAsync())["lastScheduleStates"] is not null, "it fired");
        await pair.Api.DeleteAsync($"/v2/schedules/{id}");
        await Eventually.IsTrueAsync(() => receiver.Arrivals.Any(arrival => arrival.Target == "/made"), "what it sent arrives");
    }

    [Fact]
    public async Task Callbacks_of_its_messages_are_called()
    {
        await pair.Api.ScheduleAsync(receiver.Url + "/in", "x", [.. Times, $"Upstash-Callback: {receiver.Url}/done", "Upstash-Callback-Forward-Of: it"]);
        await ComeAsync();
        var done = (await receiver.WaitForAsync(2)).Single(arrival => arrival.Target == "/done");
        Assert.Equal("it", done.Headers["Of"]);
        Assert.Equal(id, Text(JsonNode.Parse(done.Text)!, "scheduleId"));
    }

    [Fact]
    public async Task An_endpoint_of_another_namespace_owns_what_is_sent_to_it()
    {
        await pair.Declared.EndpointAsync("testuser2", "e" + id[..20], receiver.Url + "/other");
        Assert.Equal(HttpStatusCode.OK, (await pair.Api.ScheduleAsync($"e{id[..20]}.testuser2", "body", Times)).Status);
        await ComeAsync();
        var arrival = (await receiver.WaitForAsync(1))[0];
        Assert.Equal(("/other", "body", id), (arrival.Target, arrival.Text, arrival.Headers["Upstash-Schedule-Id"]));
        using var owner = pair.As("testUser2");
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync($"/v2/messages/{arrival.MessageId}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await pair.Api.GetAsync($"/v2/messages/{arrival.MessageId}")).Status);
        await Eventually.IsTrueAsync(async () => (await ReadAsync())["lastScheduleTime"] is not null, "it is marked as fired");
        Assert.Null((await ReadAsync())["lastScheduleStates"]);
    }

    private static string Text(JsonNode json, string field) => (string)json[field]!;

    private Task ComeAsync() => due.ComeAsync(pair.Redis, "default", id);

    private async Task<JsonNode> ReadAsync() => (await pair.Api.GetAsync($"/v2/schedules/{id}")).Json!;
}
