using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Dead letters of three messages, /0 to /2, the first with a label, the second in a queue; and one of another namespace.</summary>
[Collection(nameof(RunningPair))]
public sealed class DeadLetterBulkTests(RunningPair pair) : TwoTenantsTest(pair)
{
    private readonly List<string> ids = [];
    private string theirs = "";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Receiver.Answer = context =>
        {
            context.Response.StatusCode = 418;
            return Task.CompletedTask;
        };
        theirs = await BuryAsync(Other, "/theirs", "Upstash-Label: red");
        ids.Add(await BuryAsync(Api, "/0", "Upstash-Label: red"));
        ids.Add(await BuryAsync(Api, "/1", "Upstash-Queue-Name: dead-letters"));
        ids.Add(await BuryAsync(Api, "/2"));
    }

    [Theory]
    [ProtocolItem(120)]
    [InlineData("", """{"dlqIds":["0","2"]}""", 2, 1)]
    [InlineData("?dlqIds=ID0&dlqIds=ID2", "", 2, 1)]
    [InlineData("?dlqIds=ID0,ID2,1-1&count=1&label=none", "", 2, 1)]
    [InlineData("?dlqIds=1-1&dlqIds=none", "", 0, 3)]
    [InlineData("?dlqIds=THEIRS", "", 0, 3)]
    public async Task Listed_dead_letters_are_removed_and_unknown_ones_not_counted(string query, string body, int deleted, int left)
    {
        var answer = await DeleteAsync(Named(query), Named(body));
        Assert.Equal((HttpStatusCode.OK, $$"""{"deleted":{{deleted}}}"""), (answer.Status, answer.Text));
        Assert.Equal(left, (await ListAsync()).Count);
        await TheirsIsThereAsync();
    }

    [Theory]
    [ProtocolItem(121)]
    [InlineData("", 3)]
    [InlineData("?label=red", 1)]
    [InlineData("?queueName=dead-letters", 1)]
    [InlineData("?queueName=none", 0)]
    [InlineData("?responseStatus=418", 3)]
    [InlineData("?responseStatus=999", 0)]
    [InlineData("?source=workflow", 0)]
    [InlineData("?fromDate=1&toDate=2", 0)]
    public async Task A_filter_removes_what_it_asks_for_and_nothing_of_another_namespace(string filter, int deleted)
    {
        Assert.Equal($$"""{"deleted":{{deleted}}}""", (await DeleteAsync(filter)).Text);
        Assert.Equal(3 - deleted, (await ListAsync()).Count);
        Assert.Equal("""{"deleted":0}""", (await DeleteAsync(filter.Length == 0 ? "?count=5" : filter)).Text);
        await TheirsIsThereAsync();
    }

    [Fact]
    [ProtocolItem(121)]
    public async Task The_cursor_of_a_bulk_delete_says_that_more_remain()
    {
        var first = (await DeleteAsync("?count=2", "{}")).Json!;
        Assert.Equal(2, (int)first["deleted"]!);
        var second = (await DeleteAsync($"?count=2&cursor={(string)first["cursor"]!}")).Json!.AsObject();
        Assert.Equal(1, (int)second["deleted"]!);
        Assert.False(second.ContainsKey("cursor"));
    }

    [Theory]
    [ProtocolItem(122)]
    [InlineData("?labeel=x", "", "labeel")]
    [InlineData("?host=x&path=y", "", "host", "path")]
    [InlineData("?dlqIds=ID0&labeel=x", "", "labeel")]
    [InlineData("?messageIds=x", "", "messageIds")]
    [InlineData("?source=other", "", "source")]
    [InlineData("?source=", "", "source")]
    [InlineData("?label=", "", "label")]
    [InlineData("?dlqIds=", "", "dlqIds")]
    [InlineData("?count=0&order=random", "", "count", "order")]
    [InlineData("?cursor=1-1", "", "cursor")]
    [InlineData("?responseStatus=4xx", "", "responseStatus")]
    [InlineData("", "[]", "dlqIds")]
    [InlineData("", "null", "dlqIds")]
    [InlineData("", "{", "dlqIds")]
    [InlineData("", "\0", "dlqIds")]
    [InlineData("", """{"dlqIds":[]}""", "dlqIds")]
    [InlineData("", """{"dlqIds":[null,""]}""", "dlqIds")]
    [InlineData("", """{"dlqIds":["\ud800"]}""", "dlqIds")]
    [InlineData("", """{"dlqIds":"1-1"}""", "dlqIds")]
    [InlineData("", """{"dlqIds":["0",5]}""", "dlqIds")]
    [InlineData("", """{"messageIds":["msg_1"]}""", "messageIds")]
    public async Task What_is_not_understood_is_refused_by_name_removes_nothing_and_sends_nothing(string query, string body, params string[] names)
    {
        foreach (var answer in new[] { await DeleteAsync(Named(query), Named(body)), await RetryAsync(Named(query), Named(body)) })
        {
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.All(names, name => Assert.Contains(name + ": ", answer.Error, StringComparison.Ordinal));
        }

        Assert.Equal(3, (await ListAsync()).Count);
    }

    [Theory]
    [InlineData("DELETE", "/v2/dlq/")]
    [InlineData("DELETE", "/v2/dlq/?count=1")]
    [InlineData("POST", "/v2/dlq/retry/")]
    public async Task An_empty_id_does_not_mean_all(string method, string path)
    {
        var answer = await Api.SendAsync(new HttpMethod(method), path, []);
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.NotEmpty(answer.Error);
        Assert.Equal(3, (await ListAsync()).Count);
    }

    [Theory]
    [ProtocolItem(124)]
    [InlineData("?dlqIds=ID0&dlqIds=ID1&dlqIds=ID2", "", 3)]
    [InlineData("", """{"dlqIds":["0","2","0"]}""", 2)]
    [InlineData("?label=red", "", 1)]
    [InlineData("?queueName=dead-letters&responseStatus=418", "", 1)]
    [InlineData("?upstash-retries=0&label=none", "", 0)]
    [InlineData("?source=workflow", "{}", 0)]
    [InlineData("", "", 3)]
    [InlineData("", "{}", 3)]
    [InlineData("?count=100", "", 3)]
    [InlineData("?count=1", "", 1)]
    public async Task Dead_letters_are_sent_again_by_ids_by_a_filter_or_all(string query, string body, int sent)
    {
        Receiver.Answer = _ => Task.CompletedTask;
        var before = Receiver.Count;
        var answer = await RetryAsync(Named(query), Named(body));
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        var messages = answer.Json!["responses"]!.AsArray().Select(item => (string)item!["messageId"]!).ToList();
        Assert.Equal(sent, messages.Count);
        var arrivals = (await Receiver.WaitForAsync(before + sent)).Skip(before).Select(arrival => arrival.MessageId);
        Assert.Equal(messages.Order(StringComparer.Ordinal), arrivals.Order(StringComparer.Ordinal));
        Assert.Equal(query == "?count=1", answer.Json.AsObject().ContainsKey("cursor"));
        Assert.Equal(3 - sent, (await ListAsync()).Count);
        var gone = await DeleteAsync(Named("?dlqIds=ID0,ID1,ID2"));
        Assert.Equal((HttpStatusCode.OK, 3 - sent), (gone.Status, (int)gone.Json!["deleted"]!));
        await TheirsIsThereAsync();
    }

    [Fact]
    [ProtocolItem(124)]
    public async Task The_cursor_of_a_bulk_retry_leads_to_the_rest()
    {
        Receiver.Answer = _ => Task.CompletedTask;
        var sent = 0;
        string? cursor = null;
        do
        {
            var answer = (await RetryAsync("?count=1" + (cursor is null ? "" : $"&cursor={cursor}"))).Json!;
            sent += answer["responses"]!.AsArray().Count;
            cursor = (string?)answer["cursor"];
        }
        while (cursor is not null);
        Assert.Equal(3, sent);
        Assert.Empty(await ListAsync());
    }

    [Theory]
    [InlineData("?dlqIds=ID0&dlqIds=1-1")]
    [InlineData("?dlqIds=ID0&dlqIds=THEIRS")]
    [InlineData("?dlqIds=none")]
    public async Task Nothing_is_sent_when_one_of_the_listed_is_not_there(string query)
    {
        var answer = await RetryAsync(Named(query));
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Contains("not found", answer.Error, StringComparison.Ordinal);
        Assert.Equal(3, (await ListAsync()).Count);
        await TheirsIsThereAsync();
    }

    [Fact]
    public async Task A_wrong_setting_sends_nothing()
    {
        var answer = await Api.SendAsync(HttpMethod.Post, "/v2/dlq/retry", [], "Upstash-Retries: many", "Upstash-Delay: soon");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("Upstash-Retries: ", answer.Error, StringComparison.Ordinal);
        Assert.Contains("Upstash-Delay: ", answer.Error, StringComparison.Ordinal);
        Assert.Equal(3, (await ListAsync()).Count);
    }

    [Fact]
    public async Task Two_gateways_that_send_all_again_at_once_send_each_once()
    {
        Receiver.Answer = _ => Task.CompletedTask;
        var before = Receiver.Count;
        using var second = new PublishApi(Pair.Second.Url, Tokens.Of("testUser1"));
        await Task.WhenAll(RetryAsync(""), second.SendAsync(HttpMethod.Post, "/v2/dlq/retry", []), RetryAsync(""));
        await Receiver.WaitForAsync(before + 3);
        Assert.Empty(await ListAsync());
        await Api.PublishAsync(Receiver.Url + "/last", "", "Upstash-Delay: 1s");
        Assert.Equal(before + 4, (await Receiver.WaitForAsync(before + 4)).Count);
    }

    [Fact]
    public async Task Cursors_of_another_list_are_refused()
    {
        var cursor = (string)(await Api.GetAsync("/v2/dlq?count=1")).Json!["cursor"]!;
        Assert.Equal(HttpStatusCode.OK, (await Api.GetAsync($"/v2/dlq?count=50&cursor={cursor}")).Status);
        foreach (var refused in new[] { await Api.GetAsync($"/v2/dlq?label=red&cursor={cursor}"), await Other.GetAsync($"/v2/dlq?cursor={cursor}"), await Api.GetAsync($"/v2/dlq?order=earliestFirst&cursor={cursor}"), await Api.GetAsync($"/v2/events?cursor={cursor}") })
        {
            Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
            Assert.StartsWith("cursor: ", refused.Error, StringComparison.Ordinal);
        }
    }

    private string Named(string text) => text.Replace("THEIRS", theirs, StringComparison.Ordinal)
        .Replace("ID0", ids[0], StringComparison.Ordinal).Replace("ID1", ids[1], StringComparison.Ordinal).Replace("ID2", ids[2], StringComparison.Ordinal)
        .Replace("\"0\"", $"\"{ids[0]}\"", StringComparison.Ordinal).Replace("\"2\"", $"\"{ids[2]}\"", StringComparison.Ordinal);

    private Task<ApiAnswer> DeleteAsync(string query, string body = "") => Api.SendAsync(HttpMethod.Delete, "/v2/dlq" + query, Encoding.UTF8.GetBytes(body));

    private Task<ApiAnswer> RetryAsync(string query, string body = "") => Api.SendAsync(HttpMethod.Post, "/v2/dlq/retry" + query, Encoding.UTF8.GetBytes(body));

    private async Task<JsonArray> ListAsync() => (await Api.GetAsync("/v2/dlq")).Json!["messages"]!.AsArray();

    private async Task TheirsIsThereAsync() => Assert.Equal(HttpStatusCode.OK, (await Other.GetAsync($"/v2/dlq/{theirs}")).Status);

    private async Task<string> BuryAsync(PublishApi publisher, string path, params string[] headers)
    {
        var id = (await publisher.PublishAsync(Receiver.Url + path, "", [.. headers, "Upstash-Retries: 0"])).MessageId;
        var letters = await Eventually.BecomesAsync(
            async () => (await publisher.GetAsync($"/v2/dlq?messageId={id}")).Json!["messages"]!.AsArray(), found => found.Count == 1, "it is a dead letter");
        return (string)letters[0]!["dlqId"]!;
    }
}
