using System.Net;
using System.Text.Json.Nodes;
using Postrider.TestKit.Compatibility;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Publishes that make schedules, and what is wrong with some.</summary>
[Collection(nameof(RunningPair))]
public sealed class SchedulingPublishTests(RunningPair pair) : ScheduleApiTest(pair)
{
    [Fact]
    [ProtocolItem(59)]
    public async Task A_publish_an_enqueue_and_a_batch_item_with_a_cron_expression_make_schedules()
    {
        var published = await Api.PublishAsync(Target, "one", Cron, Id);
        Assert.Equal($$"""{"scheduleId":"{{Name}}"}""", published.Text);
        Assert.Equal("one", Text(await ReadAsync(), "body"));

        await Api.SendAsync(HttpMethod.Post, $"/v2/enqueue/queue-{Name}/{Target}", [], Cron, Id);
        Assert.Equal("queue-" + Name, Text(await ReadAsync(), "queueName"));

        var batch = await Api.BatchAsync(
            new JsonObject { ["destination"] = Target, ["body"] = "two", ["headers"] = new JsonObject { ["upstash-cron"] = "0 0 1 1 *", ["upstash-schedule-id"] = Name } },
            new JsonObject { ["destination"] = Target, ["headers"] = new JsonObject { ["Upstash-Delay"] = "1h" } });
        Assert.Equal((Name, true), (Text(batch.Json![0]!, "scheduleId"), Text(batch.Json[1]!, "messageId").StartsWith("msg_", StringComparison.Ordinal)));
        Assert.Equal(("two", true), (Text(await ReadAsync(), "body"), (await ReadAsync())["queueName"] is null));
        await Api.DeleteAsync($"/v2/messages/{Text(batch.Json[1]!, "messageId")}");
    }

    [Fact]
    public async Task A_batch_with_one_wrong_item_makes_no_schedule()
    {
        var answer = await Api.BatchAsync(
            new JsonObject { ["destination"] = Target, ["headers"] = new JsonObject { ["Upstash-Cron"] = "0 0 1 1 *", ["Upstash-Schedule-Id"] = Name } },
            new JsonObject { ["destination"] = Target, ["headers"] = new JsonObject { ["Upstash-Cron"] = "wrong" } });
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("[1] Upstash-Cron:", answer.Error, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.GetAsync($"/v2/schedules/{Name}")).Status);
    }

    [Theory]
    [ProtocolItem(101)]
    [InlineData("Upstash-Cron", "not a cron")]
    [InlineData("Upstash-Cron", "* * * * * *")]
    [InlineData("Upstash-Cron", "@every 5m")]
    [InlineData("Upstash-Cron", "H * * * *")]
    [InlineData("Upstash-Cron", "CRON_TZ=Mars/Olympus * * * * *")]
    [InlineData("Upstash-Cron", "0 0 31 2 *")]
    [InlineData("Upstash-Cron", " ")]
    [InlineData("Upstash-Schedule-Id", "not an id")]
    [InlineData("Upstash-Schedule-Id", "a/b")]
    [InlineData("Upstash-Retries", "-1")]
    [InlineData("Upstash-Queue-Name", "not a name")]
    public async Task What_is_wrong_is_named_and_nothing_is_made(string name, string value)
    {
        var before = (await ListAsync()).Count;
        string[] headers = [Cron, Id];
        var answer = await Api.ScheduleAsync(Target, "", [.. headers.Where(header => !header.StartsWith(name, StringComparison.Ordinal)), $"{name}: {value}"]);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(name + ":", answer.Error, StringComparison.Ordinal);
        Assert.Equal(before, (await ListAsync()).Count);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        var answer = await Api.ScheduleAsync("example.com/x", "", "Upstash-Schedule-Id: a b", "Upstash-Delay: soon");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.All(["Upstash-Schedule-Id:", "Upstash-Delay:", "Upstash-Cron: is missing", "invalid scheme"], part => Assert.Contains(part, answer.Error, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await Api.ScheduleAsync("no-such-group", "", Cron)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Api.ScheduleAsync("", "", Cron)).Status);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await Api.SendAsync(HttpMethod.Post, "/v2/schedules", [], Cron)).Status);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await Api.DeleteAsync("/v2/schedules/")).Status);
    }
}
