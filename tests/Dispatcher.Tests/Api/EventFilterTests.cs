using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Which events a page shows, in which order, and to whom.</summary>
[Collection(nameof(RunningPair))]
public sealed class EventFilterTests(RunningPair pair) : EventLogTest(pair)
{
    [Fact]
    [ProtocolItem(132)]
    public async Task Values_of_one_filter_are_alternatives_and_filters_narrow_each_other()
    {
        var topic = "logged-" + new Uri(Receiver.Url).Port;
        await Pair.Declared.TopicAsync("testuser1", topic, new TopicSubscriber { Name = "only", Url = Receiver.Url + "/topic" });
        var (first, second) = (await PublishAsync("/1"), await PublishAsync("/2", "", "Upstash-Flow-Control-Key: f" + Label, "Upstash-Flow-Control-Value: rate=100"));
        await Eventually.IsTrueAsync(async () => (await Api.PublishAsync(topic, "", "Upstash-Label: t" + Label)).Status == HttpStatusCode.OK, "the Topic is known");
        await Receiver.WaitForAsync(3);
        await Eventually.BecomesAsync(() => ListAsync($"?label={Label}&label=t{Label}&state=DELIVERED"), entries => entries.Count == 3, "three are delivered");
        var (url, host) = (Uri.EscapeDataString(Receiver.Url), new Uri(Receiver.Url).Authority);

        await FindsAsync($"?label={Label}&label=t{Label}", "/topic", "/2", "/1");
        await FindsAsync($"?label={Label},t{Label}", "/topic", "/2", "/1");
        await FindsAsync($"?label={Label}&label=none", "/2", "/1");
        await FindsAsync($"?label={Label}&label=none&url={url}%2F1", "/1");
        await FindsAsync($"?label={Label}&url={url}%2F1&url={url}%2F2", "/2", "/1");
        await FindsAsync($"?label={Label},t{Label}&host={host}", "/topic", "/2", "/1");
        await FindsAsync($"?label={Label},t{Label}&host=none.example");
        await FindsAsync($"?label={Label},t{Label}&host={host}&path=%2F1&path=%2Ftopic", "/topic", "/1");
        await FindsAsync($"?topicName={topic}", "/topic");
        await FindsAsync($"?flowControlKey=f{Label}", "/2");
        await FindsAsync($"?label={Label}&callerIp=127.0.0.1", "/2", "/1");
        await FindsAsync($"?label={Label}&callerIP=10.0.0.1");
        await FindsAsync($"?label={Label}&queueName=none");
        await FindsAsync($"?label={Label}&scheduleId=none");
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

        await Eventually.BecomesAsync(() => ListAsync($"?label={Label}"), entries => entries.Count == 15, "all events are there");
        var all = await ListAsync($"?label={Label}{order}&count=1000");
        var times = all.Select(entry => (long)entry["time"]!).ToList();
        Assert.Equal(order.Length == 0 ? times.OrderDescending() : times.Order(), times);
        var seen = new List<JsonNode>();
        string? cursor = null;
        do
        {
            var page = (await Api.GetAsync($"/v2/{(seen.Count % 2 == 0 ? "events" : "logs")}?label={Label}{order}&count=2{(cursor is null ? "" : $"&cursor={cursor}")}")).Json!;
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

        var times = (await ListAsync($"?label={Label}&state=CREATED")).Select(entry => (long)entry["time"]!).ToList();
        Assert.Equal([times[1]], await TimesAsync($"&fromDate={times[1]}&toDate={times[1]}"));
        Assert.Equal(times[..2], await TimesAsync($"&fromDate={times[1]}"));
        Assert.Equal(times[1..], await TimesAsync($"&toDate={times[1]}"));
        Assert.Equal([times[2], times[1]], await TimesAsync($"&toDate={times[1]}&order=earliestFirst"));
        Assert.Empty(await TimesAsync($"&fromDate={times[0] + 1}"));
        Assert.Empty(await TimesAsync($"&toDate={times[2] - 1}"));
        Assert.Empty(await TimesAsync($"&fromDate={long.MaxValue}&toDate=0"));

        async Task<IEnumerable<long>> TimesAsync(string dates) => (await ListAsync($"?label={Label}&state=CREATED{dates}")).Select(entry => (long)entry["time"]!);
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
            var answer = await Api.GetAsync(path + query);
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.All(names, name => Assert.Contains(name + ": ", answer.Error, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_cursor_is_refused_by_another_filter_order_and_namespace()
    {
        await PublishAsync("/");
        await Eventually.BecomesAsync(() => ListAsync($"?label={Label}"), entries => entries.Count == 3, "all events are there");
        var cursor = (string)(await Api.GetAsync($"/v2/events?label={Label}&count=1")).Json!["cursor"]!;
        Assert.Equal(2, (await ListAsync($"?label={Label}&count=5&cursor={cursor}")).Count);
        using var other = Pair.As("testUser2");
        Assert.All(
            [
                await Api.GetAsync($"/v2/events?label=x&cursor={cursor}"), await Api.GetAsync($"/v2/events?label={Label}&order=earliestFirst&cursor={cursor}"),
                await Api.GetAsync($"/v2/events?cursor={cursor}"), await other.GetAsync($"/v2/events?label={Label}&cursor={cursor}"),
            ],
            answer => Assert.StartsWith("cursor: ", answer.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_namespace_sees_its_own_events_only()
    {
        using var other = Pair.As("testUser2");
        var mine = await PublishAsync("/mine");
        var theirs = (await other.PublishAsync(Receiver.Url + "/theirs", "", "Upstash-Label: " + Label)).MessageId;
        await Eventually.BecomesAsync(() => ListAsync($"?label={Label}"), entries => entries.Count == 3, "mine are there");
        await Eventually.BecomesAsync(() => ListAsync($"?label={Label}", other), entries => entries.Count == 3, "theirs are there");
        Assert.All(await ListAsync($"?label={Label}"), entry => Assert.Equal(mine, (string)entry["messageId"]!));
        Assert.All(await ListAsync($"?label={Label}", other), entry => Assert.Equal(theirs, (string)entry["messageId"]!));
        Assert.Empty(await ListAsync($"?messageId={theirs}"));
        Assert.Empty(await ListAsync($"?messageId={mine}", other));
    }

    private static string KeyOf(JsonNode entry) => string.Create(CultureInfo.InvariantCulture, $"{entry["messageId"]} {entry["state"]} {entry["time"]}");

    // Which of two messages published one after the other was delivered last is chance.
    private async Task FindsAsync(string query, params string[] paths)
    {
        var entries = await ListAsync(query);
        Assert.Equal(paths.Order(StringComparer.Ordinal), entries.Select(entry => ((string)entry["url"]!)[Receiver.Url.Length..]).Distinct().Order(StringComparer.Ordinal));
    }
}
