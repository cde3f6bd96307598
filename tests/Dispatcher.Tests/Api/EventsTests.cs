using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>What the event log tells of a message and its attempts.</summary>
[Collection(nameof(RunningPair))]
public sealed class EventsTests(RunningPair pair) : EventLogTest(pair)
{
    [Fact]
    [ProtocolItem(127, 128, 129)]
    public async Task A_delivered_message_has_one_entry_of_each_state_under_both_paths()
    {
        var id = await PublishAsync("/a?b=1", "body", "Upstash-Forward-X-Own: mine", "Content-Type: text/plain", "Upstash-Method: PUT", "Upstash-Timeout: 5s", "Upstash-Retries: 2");
        var entries = await UntilAsync($"?messageId={id}", "DELIVERED", "ACTIVE", "CREATED");
        var logs = (await Api.GetAsync($"/v2/logs?messageId={id}")).Json!.AsObject();
        Assert.Equal(new JsonArray([.. entries.Select(entry => entry.DeepClone())]).ToJsonString(), logs["logs"]!.ToJsonString());
        Assert.Equal(["logs"], logs.Select(property => property.Key));
        Assert.All(entries, entry =>
        {
            Assert.Equal((id, Receiver.Url + "/a?b=1", Label), ((string)entry["messageId"]!, (string)entry["url"]!, (string)entry["label"]!));
            Assert.Equal([Label, "second"], entry["labels"]!.AsArray().Select(name => (string)name!));
            Assert.InRange((long)entry["time"]!, DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeMilliseconds(), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            Assert.Equal(("PUT", 5000, 2), ((string)entry["method"]!, (int)entry["timeout"]!, (int)entry["maxRetries"]!));
            Assert.Equal(("mine", "text/plain"), ((string)entry["header"]!["X-Own"]![0]!, (string)entry["header"]!["Content-Type"]![0]!));
            Assert.Equal("body", TextOf(entry["body"]));
        });
        Assert.NotNull(entries[2]["nextDeliveryTime"]);
        Assert.Single(await ListAsync($"?messageId={id}&state=DELIVERED"));
    }

    [Fact]
    [ProtocolItem(134, 135)]
    public async Task A_failed_attempt_is_an_error_with_its_answer_then_a_retry_with_its_time_then_a_failure()
    {
        Receiver.Answer = async context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers["X-Why"] = new(["busy", "tired"]);
            await context.Response.WriteAsync("not now");
        };
        var id = await PublishAsync("/", "", "Upstash-Retries: 1", "Upstash-Retry-Delay: 1 * 40");
        var entries = await UntilAsync($"?messageId={id}", "FAILED", "ERROR", "ACTIVE", "RETRY", "ERROR", "ACTIVE", "CREATED");
        Assert.All([entries[0], entries[1], entries[4]], failed =>
        {
            Assert.Equal((503, "not now"), ((int)failed["responseStatus"]!, TextOf(failed["responseBody"])));
            Assert.Equal("[\"busy\",\"tired\"]", failed["responseHeaders"]!["X-Why"]!.ToJsonString());
            Assert.Equal(failed["responseHeaders"]!.ToJsonString(), failed["responseHeader"]!.ToJsonString());
            Assert.Contains("503", (string)failed["error"]!, StringComparison.Ordinal);
        });
        Assert.Equal(40, (long)entries[3]["nextDeliveryTime"]! - (long)entries[3]["time"]!);
        Assert.All(entries, entry => Assert.Equal(("1 * 40", "1 * 40"), ((string)entry["retryDelayExpr"]!, (string)entry["retryDelayExpression"]!)));
        Assert.False((await Api.GetAsync("/v2/events?label=none" + Label)).Json!.AsObject().ContainsKey("cursor"));
        Assert.Empty(await ListAsync("?label=none" + Label));
    }

    [Fact]
    public async Task What_one_gateway_accepted_is_in_the_log_that_another_one_shows_at_once()
    {
        using var other = new PublishApi(Pair.Second.Url, Tokens.Of("testUser1"));
        const int rounds = 5;
        var seen = 0;
        for (var round = 0; round < rounds; round++)
        {
            var id = await PublishAsync("/", "", "Upstash-Delay: 1h");
            seen += (await other.GetAsync($"/v2/events?messageId={id}")).Json!["events"]!.AsArray().Count;
        }

        Assert.InRange(seen, rounds - 1, rounds); // a dispatcher is waited for, but for no longer than 250 ms
    }

    [Fact]
    public async Task An_attempt_without_an_answer_says_why()
    {
        Receiver.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var id = await PublishAsync("/", "", "Upstash-Retries: 0", "Upstash-Timeout: 0.1s");
        var entries = await UntilAsync($"?messageId={id}", "FAILED", "ERROR", "ACTIVE", "CREATED");
        Assert.Contains("context deadline exceeded", (string)entries[0]["error"]!, StringComparison.Ordinal);
        Assert.Equal(0, (int)entries[1]["responseStatus"]!);
    }

    [Fact]
    [ProtocolItem(130)]
    public async Task A_cancelled_message_has_its_request_and_its_end()
    {
        var id = await PublishAsync("/", "", "Upstash-Delay: 1h", "Upstash-Flow-Control-Key: k", "Upstash-Flow-Control-Value: parallelism=3,rate=5,period=1m");
        await Api.DeleteAsync($"/v2/messages/{id}");
        var entries = await UntilAsync($"?messageId={id}", "CANCELED", "CANCEL_REQUESTED", "CREATED");
        Assert.Equal(3600_000, (long)entries[2]["nextDeliveryTime"]! - (long)entries[2]["time"]!);
        Assert.All(entries, entry => Assert.Equal(
            ("k", 3, 5, 60), ((string)entry["flowControlKey"]!, (int)entry["parallelism"]!, (int)entry["rate"]!, (int)entry["period"]!)));
        Assert.Single(await ListAsync($"?messageId={id}&state=CANCELED"));
        Assert.Single(await ListAsync($"?messageId={id}&state=cancelled"));
    }

    [Fact]
    [ProtocolItem(131)]
    public async Task In_progress_is_active_retry_and_error_and_an_attempt_shows_while_it_runs()
    {
        var release = new TaskCompletionSource();
        Receiver.Answer = async context =>
        {
            await release.Task;
            context.Response.StatusCode = Receiver.Count == 1 ? 500 : 200;
        };
        var id = await PublishAsync("/", "", "Upstash-Retry-Delay: 1");
        await UntilAsync($"?messageId={id}", "ACTIVE", "CREATED");
        release.SetResult();
        await UntilAsync($"?messageId={id}", "DELIVERED", "ACTIVE", "RETRY", "ERROR", "ACTIVE", "CREATED");
        Assert.Equal(["ACTIVE", "RETRY", "ERROR", "ACTIVE"], (await ListAsync($"?messageId={id}&state=IN_PROGRESS")).Select(StateOf));
    }

    [Fact]
    public async Task A_duplicate_and_a_refused_publish_leave_no_event()
    {
        var id = await PublishAsync("/", "", "Upstash-Deduplication-Id: " + Label);
        Assert.Equal(id, await PublishAsync("/", "", "Upstash-Deduplication-Id: " + Label));
        await Api.PublishAsync(Receiver.Url, "", $"Upstash-Label: {Label}", "Upstash-Retries: many");
        await UntilAsync($"?label={Label}", "DELIVERED", "ACTIVE", "CREATED");
    }

    [Fact]
    public async Task A_dead_letter_that_is_sent_again_begins_as_a_new_message()
    {
        Receiver.Answer = context =>
        {
            context.Response.StatusCode = Receiver.Count == 1 ? 500 : 200;
            return Task.CompletedTask;
        };
        var id = await PublishAsync("/", "", "Upstash-Retries: 0");
        var letters = await Eventually.BecomesAsync(() => Api.GetAsync($"/v2/dlq?messageId={id}"), page => page.Json!["messages"]!.AsArray().Count == 1, "it is a dead letter");
        var again = (await Api.SendAsync(HttpMethod.Post, $"/v2/dlq/retry/{(string)letters.Json!["messages"]![0]!["dlqId"]!}", [])).MessageId;
        await UntilAsync($"?messageId={again}", "DELIVERED", "ACTIVE", "CREATED");
        await UntilAsync($"?messageId={id}", "FAILED", "ERROR", "ACTIVE", "CREATED");
    }
}
