using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Postrider.Core.Model;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

[Collection(nameof(RunningPair))]
public sealed class BulkCancelTests(RunningPair pair) : IAsyncLifetime
{
    private const string Later = "Upstash-Delay: 1h";
    private Receiver receiver = null!;
    private PublishApi api = null!;
    private PublishApi other = null!;

    public async Task InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        (api, other) = (pair.As("testUser1"), pair.As("testUser2"));
        await api.DeleteAsync("/v2/messages");
    }

    public async Task DisposeAsync()
    {
        await api.DeleteAsync("/v2/messages");
        await other.DeleteAsync("/v2/messages");
        api.Dispose();
        other.Dispose();
        await receiver.DisposeAsync();
    }

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
    [InlineData("host=a.example", 0, 2, 3)]
    [InlineData("host=b.example", 1)]
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
        await pair.Declared.TopicAsync("testuser1", "bulk-topic", new TopicSubscriber { Name = "only", Url = "https://c.example/y" });
        string[] ids =
        [
            await PublishAsync("https://a.example/x", "Upstash-Label: red, blue"),
            await PublishAsync("https://b.example/x", "Upstash-Label: blue", "Upstash-Flow-Control-Key: key", "Upstash-Flow-Control-Value: rate=1"),
            await PublishAsync("https://a.example/q", "Upstash-Queue-Name: bulk"),
            await PublishAsync("https://a.example/1,2"),
            await PublishToTopicAsync("bulk-topic"),
        ];
        var theirs = (await other.PublishAsync("https://a.example/x", "", Later, "Upstash-Label: red")).MessageId;
        Assert.Equal($$"""{"cancelled":{{expected.Length}}}""", (await CancelAsync("?" + filter)).Text);
        await StillThereAsync(ids.Where((_, item) => !expected.Contains(item)), expected.Select(item => ids[item]));
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync($"/v2/messages/{theirs}")).Status);
    }

    [Fact]
    [ProtocolItem(109)]
    public async Task Dates_are_those_of_creation_and_inclusive()
    {
        var id = (await PublishAsync(1))[0];
        var createdAt = (long)(await api.GetAsync($"/v2/messages/{id}")).Json!["createdAt"]!;
        Assert.Equal("""{"cancelled":0}""", (await CancelAsync($"?fromDate={createdAt + 1}")).Text);
        Assert.Equal("""{"cancelled":0}""", (await CancelAsync($"?toDate={createdAt - 1}")).Text);
        Assert.Equal("""{"cancelled":1}""", (await CancelAsync($"?fromDate={createdAt}&toDate={createdAt}")).Text);
    }

    [Fact]
    [ProtocolItem(109)]
    public async Task An_endpoints_messages_are_found_by_the_url_that_they_show()
    {
        await pair.Declared.EndpointAsync("testuser1", "bulk-endpoint", "https://d.example/in");
        await Eventually.IsTrueAsync(async () => (await api.PublishAsync("endpoint/bulk-endpoint", "", Later)).Status == HttpStatusCode.OK, "the Endpoint is known");
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

    [Fact]
    [ProtocolItem(111)]
    public async Task What_is_in_flight_and_already_cancelled_does_not_use_up_the_count()
    {
        var answer = new TaskCompletionSource();
        receiver.Answer = _ => answer.Task;
        for (var message = 1; message <= 4; message++)
        {
            await PublishNowAsync("/slow");
        }

        await receiver.WaitForAsync(4);
        foreach (var (count, cancelled) in new[] { (1, 1), (1, 1), (1, 1), (5, 1), (1, 0) })
        {
            Assert.Equal($$"""{"cancelled":{{cancelled}}}""", (await CancelAsync($"?count={count}")).Text);
        }

        answer.SetResult();
    }

    [Theory]
    [ProtocolItem(112)]
    [InlineData("", "Accept: application/json")]
    [InlineData("", "Content-Type: application/json")]
    [InlineData("{}", "Content-Type: application/json")]
    [InlineData(" { } ", "Content-Type: text/plain")]
    public async Task Without_filters_everything_of_the_callers_namespace_is_cancelled_and_counted_once(string body, string header)
    {
        var answer = new TaskCompletionSource();
        receiver.Answer = async context =>
        {
            if (context.Request.Path == "/slow")
            {
                await answer.Task;
            }

            context.Response.StatusCode = 404;
        };
        var waiting = await PublishAsync("https://a.example/x");
        var inFlight = await PublishNowAsync("/slow");
        var retrying = await PublishNowAsync("/retry");
        var theirs = (await other.PublishAsync("https://a.example/x", "", Later)).MessageId;
        var theirsInFlight = (await other.PublishAsync(receiver.Url + "/slow")).MessageId;
        await receiver.WaitForAsync(3);
        Assert.Equal("""{"cancelled":3}""", (await CancelAsync("", body, header)).Text);
        Assert.Equal("""{"cancelled":0}""", (await CancelAsync("", body, header)).Text);
        await StillThereAsync([], [waiting, inFlight, retrying]);
        foreach (var id in new[] { theirs, theirsInFlight })
        {
            Assert.Equal(HttpStatusCode.OK, (await other.GetAsync($"/v2/messages/{id}")).Status);
            Assert.Equal("""{"cancelled":0}""", (await CancelAsync("", $$"""{"messageIds":["{{id}}"]}""")).Text);
        }

        answer.SetResult();
        Assert.Equal("""{"cancelled":2}""", (await other.DeleteAsync("/v2/messages")).Text);
        Assert.Empty((await api.GetAsync($"/v2/dlq?messageId={inFlight}&messageId={retrying}")).Json!["messages"]!.AsArray());
    }

    [Fact]
    [ProtocolItem(112)]
    public async Task Many_more_than_one_step_looks_at_are_cancelled_while_publishers_go_on()
    {
        const int messages = 6000;
        foreach (var piece in Enumerable.Range(0, messages).Chunk(1000))
        {
            await api.BatchAsync([.. piece.Select(_ => new System.Text.Json.Nodes.JsonObject
            {
                ["destination"] = "https://a.example/x", ["headers"] = new System.Text.Json.Nodes.JsonObject { ["Upstash-Delay"] = "1h" },
            })]);
        }

        using var stop = new CancellationTokenSource();
        var publishing = Task.Run(async () =>
        {
            for (var published = 0; ; published++)
            {
                if (stop.IsCancellationRequested)
                {
                    return published;
                }

                await other.PublishAsync("https://a.example/x", "", Later);
                await api.PublishAsync("https://b.example/x", "", Later);
            }
        });
        Assert.Equal("""{"cancelled":0}""", (await CancelAsync("?host=none.example")).Text);
        var cancelled = (int)(await CancelAsync("")).Json!["cancelled"]!;
        await stop.CancelAsync();
        var published = await publishing;
        Assert.InRange(cancelled, messages, messages + published);
        Assert.Equal(messages + published, cancelled + (int)(await CancelAsync("")).Json!["cancelled"]!);
        Assert.Equal(published, (int)(await other.DeleteAsync("/v2/messages")).Json!["cancelled"]!);
    }

    [Fact]
    [ProtocolItem(112)]
    public async Task Messages_that_fail_and_retry_all_the_time_are_all_cancelled_once()
    {
        const int messages = 100;
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        for (var message = 0; message < messages; message++)
        {
            await PublishNowAsync($"/{message}", "Upstash-Retries: 10", "Upstash-Retry-Delay: 300");
        }

        using var second = new PublishApi(pair.Second.Url, Tokens.Of("testUser1"));
        var answers = await Task.WhenAll(CancelAsync(""), second.DeleteAsync("/v2/messages"), CancelAsync("?host=127.0.0.1"));
        Assert.Equal(messages, answers.Sum(answer => (int)answer.Json!["cancelled"]!));
        Assert.Equal("""{"cancelled":0}""", (await CancelAsync("")).Text);
    }

    [Theory]
    [InlineData("?labeel=x", "", "labeel")]
    [InlineData("?label=", "", "label")]
    [InlineData("?label=%20", "", "label")]
    [InlineData("?responseStatus=500", "", "responseStatus")]
    [InlineData("?order=earliestFirst", "", "order")]
    [InlineData("?state=ACTIVE&labels=x", "", "state", "labels")]
    [InlineData("?dlqIds=1-1", "", "dlqIds")]
    [InlineData("?messageId=msg_1", "", "messageId")]
    [InlineData("?messageIds=", "", "messageIds")]
    [InlineData("?messageIds=,", "", "messageIds")]
    [InlineData("?count=0", "", "count")]
    [InlineData("?count=-1", "", "count")]
    [InlineData("?count=NaN", "", "count")]
    [InlineData("?count=1.5", "", "count")]
    [InlineData("?count=", "", "count")]
    [InlineData("?fromDate=&toDate=%20", "", "fromDate", "toDate")]
    [InlineData("?count=1&count=2", "", "count")]
    [InlineData("?fromDate=NaN&toDate=-5", "", "fromDate", "toDate")]
    [InlineData("?fromDate=99999999999999999999", "", "fromDate")]
    [InlineData("?=x", "", "")]
    [InlineData("", "[]", "messageIds")]
    [InlineData("", "null", "messageIds")]
    [InlineData("", "{", "messageIds")]
    [InlineData("", "\0", "messageIds")]
    [InlineData("", "all", "messageIds")]
    [InlineData("", """{"messageIds":[]}""", "messageIds")]
    [InlineData("", """{"messageIds":null}""", "messageIds")]
    [InlineData("", """{"messageIds":"msg_1"}""", "messageIds")]
    [InlineData("", """{"messageIds":[1]}""", "messageIds")]
    [InlineData("", """{"messageIds":[""]}""", "messageIds")]
    [InlineData("", """{"messageIds":["\ud800"]}""", "messageIds")]
    [InlineData("", """{"messageIds":["msg_1",null]}""", "messageIds")]
    [InlineData("", """{"messageId":["msg_1"]}""", "messageId")]
    [InlineData("", """{"label":"red"}""", "label")]
    [InlineData("?labeel=x", """{"label":"red"}""", "labeel", "label")]
    public async Task What_is_not_understood_is_refused_by_name_and_cancels_nothing(string query, string body, params string[] names)
    {
        var id = (await PublishAsync(1))[0];
        var answer = await CancelAsync(query, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.All(names, name => Assert.Contains(name + ": ", answer.Error, StringComparison.Ordinal));
        await StillThereAsync([id], []);
    }

    [Theory]
    [InlineData("/v2/messages/")]
    [InlineData("/v2/messages//")]
    [InlineData("/v2/messages/?count=1")]
    [InlineData("/V2/Messages/")]
    public async Task An_empty_id_does_not_mean_all(string path)
    {
        var id = (await PublishAsync(1))[0];
        var answer = await api.DeleteAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.NotEmpty(answer.Error);
        await StillThereAsync([id], []);
    }

    [Fact]
    public async Task Too_many_ids_are_refused()
    {
        var id = (await PublishAsync(1))[0];
        var many = string.Join(',', Enumerable.Repeat($"\"{id}\"", 1001));
        Assert.Equal(HttpStatusCode.BadRequest, (await CancelAsync("", $$"""{"messageIds":[{{many}}]}""")).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await CancelAsync("", new string(' ', 300_000))).Status);
        await StillThereAsync([id], []);
    }

    private Task<ApiAnswer> CancelAsync(string query, string body = "", params string[] headers) =>
        api.SendAsync(HttpMethod.Delete, "/v2/messages" + query, Encoding.Latin1.GetBytes(body), headers);

    private async Task<List<string>> PublishAsync(int messages)
    {
        var ids = new List<string>();
        for (var message = 0; message < messages; message++)
        {
            ids.Add(await PublishAsync("https://a.example/x"));
        }

        return ids;
    }

    private async Task<string> PublishAsync(string destination, params string[] headers) => (await api.PublishAsync(destination, "", [.. headers, Later])).MessageId;

    private async Task<string> PublishNowAsync(string path, params string[] headers) => (await api.PublishAsync(receiver.Url + path, "", headers)).MessageId;

    private async Task<string> PublishToTopicAsync(string topic)
    {
        var answer = await Eventually.BecomesAsync(() => api.PublishAsync(topic, "", Later), seen => seen.Status == HttpStatusCode.OK, "the Topic is known");
        return (string)answer.Json![0]!["messageId"]!;
    }

    private async Task StillThereAsync(IEnumerable<string> there, IEnumerable<string> gone)
    {
        foreach (var id in there)
        {
            Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/v2/messages/{id}")).Status);
        }

        foreach (var id in gone)
        {
            Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/v2/messages/{id}")).Status);
        }
    }
}
