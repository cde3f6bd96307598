using System.Net;
using Postrider.Core.Model;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Which messages a bulk cancel takes.</summary>
[Collection(nameof(RunningPair))]
public sealed class BulkCancelTests(RunningPair pair) : BulkCancelTest(pair)
{
    [Theory]
    [ProtocolItem(108)]
    [InlineData("?messageIds=ONE&messageIds=TWO", "")]
    [InlineData("?messageIds=ONE,TWO&count=1&label=ignored&cursor=any", "")]
    [InlineData("", """{"messageIds":["ONE","TWO"]}""")]
    [InlineData("?messageIds=ONE", """{"messageIds":["TWO","ONE"]}""")]
    [InlineData("?messageIds=ONE&messageIds=msg_unknown&messageIds=TWO", "")]
    public async Task Listed_messages_are_cancelled_and_unknown_ones_not_counted(string query, string body)
    {
        var ids = await PublishAsync(3);
        string Named(string text) => text.Replace("ONE", ids[0], StringComparison.Ordinal).Replace("TWO", ids[1], StringComparison.Ordinal);
        Assert.Equal("""{"cancelled":2}""", (await CancelAsync(Named(query), Named(body))).Text);
        Assert.Equal("""{"cancelled":0}""", (await CancelAsync(Named(query), Named(body))).Text);
        await StillThereAsync([ids[2]], [ids[0], ids[1]]);
    }

    [Theory]
    [ProtocolItem(109)]
    [InlineData("label=red", 0)]
    [InlineData("label=blue&label=none", 0, 1)]
    [InlineData("label=none,blue", 0, 1)]
    [InlineData("label=blue&flowControlKey=key", 1)]
    [InlineData("flowControlKey=key", 1)]
    [InlineData("queueName=bulk", 2)]
    [InlineData("queueName=bulk&host=a.example", 2)]
    [InlineData("url=https%3A%2F%2Fa.example%2Fx", 0)]
    [InlineData("url=https%3A%2F%2Fa.example%2F1,2&url=https%3A%2F%2Fb.example%2Fx", 1, 3)]
    [InlineData("url=https%3A%2F%2Fa.example%2Fx%2C2")]
    [InlineData("host=a.example", 0, 2, 3)]
    [InlineData("host=B.Example", 1)]
    [InlineData("path=/x", 0, 1)]
    [InlineData("path=/x&host=a.example", 0)]
    [InlineData("callerIp=127.0.0.1&label=red", 0)]
    [InlineData("callerIP=127.0.0.1&label=red", 0)]
    [InlineData("topicName=bulk-topic", 4)]
    [InlineData("scheduleId=none")]
    [InlineData("fromDate=1&toDate=2")]
    [InlineData("fromDate=1&label=red", 0)]
    [InlineData("label=none")]
    [InlineData("host=127.0.0.1")]
    public async Task A_filter_cancels_what_it_asks_for_and_nothing_else(string filter, params int[] expected)
    {
        await Pair.Declared.TopicAsync("testuser1", "bulk-topic", new TopicSubscriber { Name = "only", Url = "https://c.example/y" });
        string[] ids =
        [
            await PublishAsync("https://a.example/x", "Upstash-Label: red, blue"),
            await PublishAsync("https://b.example/x", "Upstash-Label: blue", "Upstash-Flow-Control-Key: key", "Upstash-Flow-Control-Value: rate=1"),
            await PublishAsync("https://a.example/q", "Upstash-Queue-Name: bulk"),
            await PublishAsync("https://a.example/1,2"),
            await PublishToTopicAsync("bulk-topic"),
        ];
        var theirs = (await Other.PublishAsync("https://a.example/x", "", Later, "Upstash-Label: red")).MessageId;
        Assert.Equal($$"""{"cancelled":{{expected.Length}}}""", (await CancelAsync("?" + filter)).Text);
        await StillThereAsync(ids.Where((_, item) => !expected.Contains(item)), expected.Select(item => ids[item]));
        Assert.Equal(HttpStatusCode.OK, (await Other.GetAsync($"/v2/messages/{theirs}")).Status);
    }

    [Fact]
    [ProtocolItem(109)]
    public async Task Dates_are_those_of_creation_and_inclusive()
    {
        var id = (await PublishAsync(1))[0];
        var createdAt = (long)(await Api.GetAsync($"/v2/messages/{id}")).Json!["createdAt"]!;
        Assert.Equal("""{"cancelled":0}""", (await CancelAsync($"?fromDate={createdAt + 1}")).Text);
        Assert.Equal("""{"cancelled":0}""", (await CancelAsync($"?toDate={createdAt - 1}")).Text);
        Assert.Equal("""{"cancelled":1}""", (await CancelAsync($"?fromDate={createdAt}&toDate={createdAt}")).Text);
    }

    [Fact]
    [ProtocolItem(109)]
    public async Task An_endpoints_messages_are_found_by_the_url_that_they_show()
    {
        await Pair.Declared.EndpointAsync("testuser1", "bulk-endpoint", "https://d.example/in");
        await Eventually.IsTrueAsync(async () => (await Api.PublishAsync("endpoint/bulk-endpoint", "", Later)).Status == HttpStatusCode.OK, "the Endpoint is known");
        Assert.Equal("""{"cancelled":0}""", (await CancelAsync("?url=https%3A%2F%2Fd.example%2Fout")).Text);
        Assert.Equal("""{"cancelled":1}""", (await CancelAsync("?url=https%3A%2F%2Fd.example%2Fin&host=d.example")).Text);
    }

    [Theory]
    [ProtocolItem(110)]
    [InlineData("", "")]
    [InlineData("?label=none", "")]
    [InlineData("?messageIds=msg_unknown", "")]
    [InlineData("", """{"messageIds":["msg_unknown","x"]}""")]
    public async Task Nothing_that_matches_is_a_cancel_of_none(string query, string body)
    {
        var answer = await CancelAsync(query, body);
        Assert.Equal((HttpStatusCode.OK, """{"cancelled":0}"""), (answer.Status, answer.Text));
    }

    [Fact]
    [ProtocolItem(111)]
    public async Task Count_bounds_how_many_are_cancelled()
    {
        await PublishAsync(5);
        Assert.Equal("""{"cancelled":1}""", (await CancelAsync("?count=1")).Text);
        Assert.Equal("""{"cancelled":2}""", (await CancelAsync("?count=2&host=a.example&cursor=whatever")).Text);
        Assert.Equal("""{"cancelled":2}""", (await CancelAsync("?count=500")).Text);
    }
}
