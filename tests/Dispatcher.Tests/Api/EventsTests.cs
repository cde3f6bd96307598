using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Postrider.Core.Model;
using Postrider.Core.Secrets;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>The event log as clients read it; each test's events carry a label of its own.</summary>
[Collection(nameof(RunningPair))]
public sealed class EventsTests(RunningPair pair) : IAsyncLifetime
{
    private readonly string label = "l" + Guid.NewGuid().ToString("N");
    private Receiver receiver = null!;
    private PublishApi api = null!;

    public async Task InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        api = pair.As("testUser1");
    }

    public async Task DisposeAsync()
    {
        api.Dispose();
        await receiver.DisposeAsync();
    }

    [Fact]
    [ProtocolItem(127, 128, 129)]
    public async Task A_delivered_message_has_one_entry_of_each_state_under_both_paths()
    {
        var id = await PublishAsync("/a?b=1", "body", "Upstash-Forward-X-Own: mine", "Content-Type: text/plain", "Upstash-Method: PUT", "Upstash-Timeout: 5s", "Upstash-Retries: 2");
        var entries = await UntilAsync($"?messageId={id}", "DELIVERED", "ACTIVE", "CREATED");
        var logs = (await api.GetAsync($"/v2/logs?messageId={id}")).Json!.AsObject();
        Assert.Equal(new JsonArray([.. entries.Select(entry => entry.DeepClone())]).ToJsonString(), logs["logs"]!.ToJsonString());
        Assert.Equal(["logs"], logs.Select(property => property.Key));
        Assert.All(entries, entry =>
        {
            Assert.Equal((id, receiver.Url + "/a?b=1", label), ((string)entry["messageId"]!, (string)entry["url"]!, (string)entry["label"]!));
            Assert.Equal([label, "second"], entry["labels"]!.AsArray().Select(name => (string)name!));
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
        receiver.Answer = async context =>
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
        Assert.False((await api.GetAsync("/v2/events?label=none" + label)).Json!.AsObject().ContainsKey("cursor"));
        Assert.Empty(await ListAsync("?label=none" + label));
    }

    [Fact]
    public async Task What_one_gateway_accepted_is_in_the_log_that_another_one_shows_at_once()
    {
        using var other = new PublishApi(pair.Second.Url, Tokens.Of("testUser1"));
        for (var round = 0; round < 5; round++)
        {
            var id = await PublishAsync("/", "", "Upstash-Delay: 1h");
            Assert.Single((await other.GetAsync($"/v2/events?messageId={id}")).Json!["events"]!.AsArray());
        }
    }

    [Fact]
    public async Task An_attempt_without_an_answer_says_why()
    {
        receiver.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var id = await PublishAsync("/", "", "Upstash-Retries: 0", "Upstash-Timeout: 0.1s");
        var entries = await UntilAsync($"?messageId={id}", "FAILED", "ERROR", "ACTIVE", "CREATED");
        Assert.Contains("context deadline exceeded", (string)entries[0]["error"]!, StringComparison.Ordinal);
        Assert.Equal(0, (int)entries[1]["responseStatus"]!);
    }

    [Fact]
    [ProtocolItem(40)]
    public async Task A_retry_delay_is_echoed_by_the_message_and_by_its_newest_entry()
    {
        var id = await PublishAsync("/", "", "Upstash-Retry-Delay: 15000");
        Assert.Equal("15000", (string)(await api.GetAsync($"/v2/messages/{id}")).Json!["retryDelayExpression"]!);
        var entries = await UntilAsync($"?messageId={id}", "DELIVERED", "ACTIVE", "CREATED");
        Assert.Equal("15000", (string)entries[0]["retryDelayExpr"]!);
    }

    [Fact]
    [ProtocolItem(130)]
    public async Task A_cancelled_message_has_its_request_and_its_end()
    {
        var id = await PublishAsync("/", "", "Upstash-Delay: 1h", "Upstash-Flow-Control-Key: k", "Upstash-Flow-Control-Value: parallelism=3,rate=5,period=1m");
        await api.DeleteAsync($"/v2/messages/{id}");
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
        receiver.Answer = async context =>
        {
            await release.Task;
            context.Response.StatusCode = receiver.Count == 1 ? 500 : 200;
        };
        var id = await PublishAsync("/", "", "Upstash-Retry-Delay: 1");
        await UntilAsync($"?messageId={id}", "ACTIVE", "CREATED");
        release.SetResult();
        await UntilAsync($"?messageId={id}", "DELIVERED", "ACTIVE", "RETRY", "ERROR", "ACTIVE", "CREATED");
        Assert.Equal(["ACTIVE", "RETRY", "ERROR", "ACTIVE"], (await ListAsync($"?messageId={id}&state=IN_PROGRESS")).Select(StateOf));
    }

    [Fact]
    [ProtocolItem(132)]
    public async Task Values_of_one_filter_are_alternatives_and_filters_narrow_each_other()
    {
        var topic = "logged-" + new Uri(receiver.Url).Port;
        await pair.Declared.TopicAsync("testuser1", topic, new TopicSubscriber { Name = "only", Url = receiver.Url + "/topic" });
        var (first, second) = (await PublishAsync("/1"), await PublishAsync("/2", "", "Upstash-Flow-Control-Key: f" + label, "Upstash-Flow-Control-Value: rate=100"));
        await Eventually.IsTrueAsync(async () => (await api.PublishAsync(topic, "", "Upstash-Label: t" + label)).Status == HttpStatusCode.OK, "the Topic is known");
        await receiver.WaitForAsync(3);
        await Eventually.BecomesAsync(() => ListAsync($"?label={label}&label=t{label}&state=DELIVERED"), entries => entries.Count == 3, "three are delivered");
        var (url, host) = (Uri.EscapeDataString(receiver.Url), new Uri(receiver.Url).Authority);

        await FindsAsync($"?label={label}&label=t{label}", "/topic", "/2", "/1");
        await FindsAsync($"?label={label},t{label}", "/topic", "/2", "/1");
        await FindsAsync($"?label={label}&label=none", "/2", "/1");
        await FindsAsync($"?label={label}&label=none&url={url}%2F1", "/1");
        await FindsAsync($"?label={label}&url={url}%2F1&url={url}%2F2", "/2", "/1");
        await FindsAsync($"?host={host}", "/topic", "/2", "/1");
        await FindsAsync($"?host={host}&path=%2F1&path=%2Ftopic", "/topic", "/1");
        await FindsAsync($"?topicName={topic}", "/topic");
        await FindsAsync($"?flowControlKey=f{label}", "/2");
        await FindsAsync($"?label={label}&callerIp=127.0.0.1", "/2", "/1");
        await FindsAsync($"?label={label}&callerIP=10.0.0.1");
        await FindsAsync($"?label={label}&queueName=none");
        await FindsAsync($"?label={label}&scheduleId=none");
        await FindsAsync($"?messageId={first}", "/1");
        await FindsAsync($"?messageIds={first}&messageIds={second}", "/2", "/1");
        await FindsAsync($"?messageIds={first},{second}&state=DELIVERED,FAILED&groupBy=x", "/2", "/1");
        var entry = (await ListAsync($"?topicName={topic}"))[0];
        Assert.Equal((topic, "only"), ((string)entry["topicName"]!, (string)entry["endpointName"]!));
    }

    [Theory]
    [ProtocolItem(133)]
    [InlineData("")]
    [InlineData("&order=earliestFirst")]
    public async Task Pages_are_in_order_and_follow_each_other_without_duplicates_while_events_come(string order)
    {
        for (var message = 0; message < 5; message++)
        {
            await PublishAsync("/" + message);
        }

        await Eventually.BecomesAsync(() => ListAsync($"?label={label}"), entries => entries.Count == 15, "all events are there");
        var all = await ListAsync($"?label={label}{order}&count=1000");
        var times = all.Select(entry => (long)entry["time"]!).ToList();
        Assert.Equal(order.Length == 0 ? times.OrderDescending() : times.Order(), times);
        var seen = new List<JsonNode>();
        string? cursor = null;
        do
        {
            var page = (await api.GetAsync($"/v2/{(seen.Count % 2 == 0 ? "events" : "logs")}?label={label}{order}&count=2{(cursor is null ? "" : $"&cursor={cursor}")}")).Json!;
            var entries = (page["events"] ?? page["logs"])!.AsArray();
            Assert.InRange(entries.Count, 1, 2);
            seen.AddRange(entries.Select(entry => entry!));
            cursor = (string?)page["cursor"];
            if (order.Length == 0)
            {
                await PublishAsync("/meanwhile");
            }
        }
        while (cursor is not null);
        Assert.Equal(all.Select(KeyOf), seen.Select(KeyOf));
    }

    [Fact]
    [ProtocolItem(136)]
    public async Task Dates_are_inclusive()
    {
        for (var message = 0; message < 3; message++)
        {
            var id = await PublishAsync("/" + message);
            await Eventually.BecomesAsync(() => ListAsync($"?messageId={id}&state=DELIVERED"), entries => entries.Count == 1, "it is delivered");
        }

        var times = (await ListAsync($"?label={label}&state=CREATED")).Select(entry => (long)entry["time"]!).ToList();
        Assert.Equal([times[1]], await TimesAsync($"&fromDate={times[1]}&toDate={times[1]}"));
        Assert.Equal(times[..2], await TimesAsync($"&fromDate={times[1]}"));
        Assert.Equal(times[1..], await TimesAsync($"&toDate={times[1]}"));
        Assert.Equal([times[2], times[1]], await TimesAsync($"&toDate={times[1]}&order=earliestFirst"));
        Assert.Empty(await TimesAsync($"&fromDate={times[0] + 1}"));
        Assert.Empty(await TimesAsync($"&toDate={times[2] - 1}"));
        Assert.Empty(await TimesAsync($"&fromDate={long.MaxValue}&toDate=0"));

        async Task<IEnumerable<long>> TimesAsync(string dates) => (await ListAsync($"?label={label}&state=CREATED{dates}")).Select(entry => (long)entry["time"]!);
    }

    [Theory]
    [InlineData("labeel=x", "labeel")]
    [InlineData("label=", "label")]
    [InlineData("label=%01&url=%00&messageId=a%0d", "label", "url", "messageId")]
    [InlineData("state=LATE", "state")]
    [InlineData("state=", "state")]
    [InlineData("messageId=", "messageId")]
    [InlineData("messageIds=,", "messageIds")]
    [InlineData("count=0", "count")]
    [InlineData("count=-1", "count")]
    [InlineData("count=NaN", "count")]
    [InlineData("order=sideways", "order")]
    [InlineData("fromDate=yesterday&toDate=-1", "fromDate", "toDate")]
    [InlineData("fromDate=1&fromDate=2", "fromDate")]
    [InlineData("cursor=1-1", "cursor")]
    [InlineData("cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "cursor")]
    [InlineData("responseStatus=500&dlqIds=1", "responseStatus", "dlqIds")]
    public async Task What_is_not_understood_is_refused_by_name(string query, params string[] names)
    {
        foreach (var path in new[] { "/v2/events?", "/v2/logs?" })
        {
            var answer = await api.GetAsync(path + query);
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.All(names, name => Assert.Contains(name + ": ", answer.Error, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_cursor_is_refused_by_another_filter_order_and_namespace()
    {
        await PublishAsync("/");
        await Eventually.BecomesAsync(() => ListAsync($"?label={label}"), entries => entries.Count == 3, "all events are there");
        var cursor = (string)(await api.GetAsync($"/v2/events?label={label}&count=1")).Json!["cursor"]!;
        Assert.Equal(2, (await ListAsync($"?label={label}&count=5&cursor={cursor}")).Count);
        using var other = pair.As("testUser2");
        Assert.All(
            [
                await api.GetAsync($"/v2/events?label=x&cursor={cursor}"), await api.GetAsync($"/v2/events?label={label}&order=earliestFirst&cursor={cursor}"),
                await api.GetAsync($"/v2/events?cursor={cursor}"), await other.GetAsync($"/v2/events?label={label}&cursor={cursor}"),
            ],
            answer => Assert.StartsWith("cursor: ", answer.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_namespace_sees_its_own_events_only()
    {
        using var other = pair.As("testUser2");
        var mine = await PublishAsync("/mine");
        var theirs = (await other.PublishAsync(receiver.Url + "/theirs", "", "Upstash-Label: " + label)).MessageId;
        await Eventually.BecomesAsync(() => ListAsync($"?label={label}"), entries => entries.Count == 3, "mine are there");
        await Eventually.BecomesAsync(() => ListAsync($"?label={label}", other), entries => entries.Count == 3, "theirs are there");
        Assert.All(await ListAsync($"?label={label}"), entry => Assert.Equal(mine, (string)entry["messageId"]!));
        Assert.All(await ListAsync($"?label={label}", other), entry => Assert.Equal(theirs, (string)entry["messageId"]!));
        Assert.Empty(await ListAsync($"?messageId={theirs}"));
        Assert.Empty(await ListAsync($"?messageId={mine}", other));
    }

    [Fact]
    [ProtocolItem(56)]
    public async Task What_is_redacted_shows_as_a_hash()
    {
        var id = await PublishAsync("/", "secret", "Upstash-Forward-Authorization: secret", "Upstash-Redact-Fields: body,header[Authorization]");
        var entries = await UntilAsync($"?messageId={id}", "DELIVERED", "ACTIVE", "CREATED");
        Assert.All(entries, entry =>
        {
            Assert.Matches("^REDACTED:[0-9a-f]{64}$", TextOf(entry["body"]));
            Assert.Matches("^REDACTED:[0-9a-f]{64}$", (string)entry["header"]!["Authorization"]![0]!);
            Assert.DoesNotContain("secret", entry.ToJsonString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_message_in_a_queue_says_so()
    {
        var id = await PublishAsync("/", "", "Upstash-Queue-Name: q" + label);
        var entries = await UntilAsync($"?queueName=q{label}", "DELIVERED", "ACTIVE", "CREATED");
        Assert.All(entries, entry => Assert.Equal((id, "q" + label), ((string)entry["messageId"]!, (string)entry["queueName"]!)));
    }

    [Fact]
    public async Task A_url_from_a_secret_shows_as_the_name_of_its_endpoint_and_no_error_names_its_host()
    {
        var url = pair.Declared.Secrets.Seal("http://localhost:1/hidden", SecretContext.EndpointUrl("testuser1", "sealed"));
        await pair.Declared.EndpointAsync("testuser1", "sealed", null, endpoint => endpoint with { SealedUrl = url });
        await Eventually.IsTrueAsync(
            async () => (await api.PublishAsync("endpoint/sealed", "", "Upstash-Retries: 0", $"Upstash-Label: {label}")).Status == HttpStatusCode.OK, "the Endpoint is known");
        var entries = await UntilAsync($"?label={label}&url=endpoint%2Fsealed", "FAILED", "ERROR", "ACTIVE", "CREATED");
        Assert.All(entries, entry => Assert.Equal("endpoint/sealed", (string)entry["url"]!));
        var letters = await api.GetAsync($"/v2/dlq?label={label}");
        Assert.NotEmpty((string)letters.Json!["messages"]![0]!["error"]!);
        Assert.All([letters.Text, .. entries.Select(entry => entry.ToJsonString())], text => Assert.DoesNotMatch("localhost|hidden", text));
    }

    [Fact]
    public async Task Callbacks_are_shown_and_have_entries_of_their_own()
    {
        var id = await PublishAsync(
            "/", "", $"Upstash-Callback: {receiver.Url}/{label}", $"Upstash-Failure-Callback: {receiver.Url}/failed", "Upstash-Callback-Forward-X-A: b");
        var entries = await UntilAsync($"?messageId={id}", "DELIVERED", "ACTIVE", "CREATED");
        Assert.All(entries, entry =>
        {
            Assert.Equal((receiver.Url + "/" + label, receiver.Url + "/failed"), ((string)entry["callback"]!, (string)entry["failureCallback"]!));
            Assert.Equal("b", (string)entry["callbackHeaders"]!["X-A"]![0]!);
        });
        await UntilAsync($"?path=%2F{label}", "DELIVERED", "ACTIVE", "CREATED");
    }

    [Fact]
    public async Task A_duplicate_and_a_refused_publish_leave_no_event()
    {
        var id = await PublishAsync("/", "", "Upstash-Deduplication-Id: " + label);
        Assert.Equal(id, await PublishAsync("/", "", "Upstash-Deduplication-Id: " + label));
        await api.PublishAsync(receiver.Url, "", $"Upstash-Label: {label}", "Upstash-Retries: many");
        await UntilAsync($"?label={label}", "DELIVERED", "ACTIVE", "CREATED");
    }

    [Fact]
    public async Task A_dead_letter_that_is_sent_again_begins_as_a_new_message()
    {
        receiver.Answer = context =>
        {
            context.Response.StatusCode = receiver.Count == 1 ? 500 : 200;
            return Task.CompletedTask;
        };
        var id = await PublishAsync("/", "", "Upstash-Retries: 0");
        var letters = await Eventually.BecomesAsync(() => api.GetAsync($"/v2/dlq?messageId={id}"), page => page.Json!["messages"]!.AsArray().Count == 1, "it is a dead letter");
        var again = (await api.SendAsync(HttpMethod.Post, $"/v2/dlq/retry/{(string)letters.Json!["messages"]![0]!["dlqId"]!}", [])).MessageId;
        await UntilAsync($"?messageId={again}", "DELIVERED", "ACTIVE", "CREATED");
        await UntilAsync($"?messageId={id}", "FAILED", "ERROR", "ACTIVE", "CREATED");
    }

    private static string StateOf(JsonNode entry) => (string)entry["state"]!;

    private static string KeyOf(JsonNode entry) => string.Create(CultureInfo.InvariantCulture, $"{entry["messageId"]} {entry["state"]} {entry["time"]}");

    private static string TextOf(JsonNode? base64) => Encoding.UTF8.GetString(Convert.FromBase64String((string)base64!));

    private async Task<string> PublishAsync(string path, string body = "", params string[] headers) =>
        (await api.PublishAsync(receiver.Url + path, body, [.. headers, $"Upstash-Label: {label},second"])).MessageId;

    private async Task<List<JsonNode>> ListAsync(string query, PublishApi? caller = null)
    {
        var answer = await (caller ?? api).GetAsync("/v2/events" + query);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return [.. answer.Json!["events"]!.AsArray().Select(entry => entry!)];
    }

    private async Task<List<JsonNode>> UntilAsync(string query, params string[] states)
    {
        var entries = await Eventually.BecomesAsync(() => ListAsync(query), found => found.Count >= states.Length, $"{states.Length} events", TimeSpan.FromSeconds(10));
        Assert.Equal(states, entries.Select(StateOf));
        return entries;
    }

    // Which of two messages published one after the other was delivered last is chance.
    private async Task FindsAsync(string query, params string[] paths)
    {
        var entries = await ListAsync(query);
        Assert.Equal(paths.Order(StringComparer.Ordinal), entries.Select(entry => ((string)entry["url"]!)[receiver.Url.Length..]).Distinct().Order(StringComparer.Ordinal));
    }
}
