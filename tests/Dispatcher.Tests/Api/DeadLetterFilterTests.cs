using System.Net;
using System.Text.Json.Nodes;
using System.Text;
using Microsoft.AspNetCore.Http;
using Postrider.Core.Model;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Three dead letters, oldest first: /0 of a Topic answered 500, /1 with labels and a key answered 404, /2 answered 404.</summary>
[Collection(nameof(RunningPair))]
public sealed class DeadLetterFilterTests(RunningPair pair) : IAsyncLifetime
{
    private readonly List<JsonNode> letters = [];
    private Receiver receiver = null!;
    private PublishApi api = null!;

    public async Task InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = context.Request.Path == "/0" ? 500 : 404;
            return Task.CompletedTask;
        };
        api = pair.As("testUser3");
        foreach (var letter in await ListAsync(""))
        {
            await api.DeleteAsync($"/v2/dlq/{IdOf(letter)}");
        }

        var topic = "failing-" + new Uri(receiver.Url).Port;
        await pair.Declared.TopicAsync("testuser3", topic, new TopicSubscriber { Name = "only", Url = receiver.Url + "/0" });
        await BuryAsync(topic);
        await BuryAsync(receiver.Url + "/1", "Upstash-Label: red, blue", "Upstash-Flow-Control-Key: key", "Upstash-Flow-Control-Value: rate=100");
        await BuryAsync(receiver.Url + "/2?a=1,2");
    }

    public async Task DisposeAsync()
    {
        api.Dispose();
        await receiver.DisposeAsync();
    }

    [Fact]
    [ProtocolItem(14, 115, 117)]
    public async Task Each_filter_finds_what_has_one_of_its_values_and_several_filters_what_has_all()
    {
        var (first, second, third) = (letters[0], letters[1], letters[2]);
        await FindsAsync("", 2, 1, 0);
        await FindsAsync("?order=latestFirst", 2, 1, 0);
        await FindsAsync("?order=earliestFirst", 0, 1, 2);
        await FindsAsync($"?dlqIds={IdOf(third)}&dlqIds={IdOf(first)}", 2, 0);
        await FindsAsync($"?dlqIds={IdOf(third)},{IdOf(first)}&label=ignored", 2, 0);
        await FindsAsync("?dlqIds=1-1");
        await FindsAsync($"?messageId={(string)second["messageId"]!}", 1);
        await FindsAsync($"?url={Uri.EscapeDataString(receiver.Url)}/1&url={Uri.EscapeDataString(receiver.Url)}/0", 1, 0);
        await FindsAsync($"?url={Uri.EscapeDataString(receiver.Url + "/2?a=1,2")}", 2);
        await FindsAsync($"?topicName={(string)first["topicName"]!}", 0);
        await FindsAsync("?label=blue", 1);
        await FindsAsync("?label=green,red", 1);
        await FindsAsync("?label=green");
        await FindsAsync("?flowControlKey=key", 1);
        await FindsAsync("?callerIp=127.0.0.1&responseStatus=404", 2, 1);
        await FindsAsync("?callerIP=127.0.0.1&label=red", 1);
        await FindsAsync("?responseStatus=500&responseStatus=404", 2, 1, 0);
        await FindsAsync("?responseStatus=999");
        await FindsAsync("?scheduleId=none");
        await FindsAsync("?queueName=none");
        await FindsAsync($"?fromDate={TimeOf(second)}", 2, 1);
        await FindsAsync($"?toDate={TimeOf(second)}", 1, 0);
        await FindsAsync($"?fromDate={TimeOf(second)}&toDate={TimeOf(second)}", 1);
        await FindsAsync($"?fromDate={long.MaxValue}");
    }

    [Theory]
    [ProtocolItem(116)]
    [InlineData("", "/2?a=1,2", "/1", "/0")]
    [InlineData("&order=earliestFirst", "/0", "/1", "/2?a=1,2")]
    [InlineData("&responseStatus=404", "/2?a=1,2", "/1")]
    public async Task Pages_of_a_filter_end_without_a_cursor(string filter, params string[] urls)
    {
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await api.GetAsync($"/v2/dlq?count=1{filter}{(cursor is null ? "" : $"&cursor={cursor}")}")).Json!;
            seen.Add(((string)page["messages"]!.AsArray().Single()!["url"]!)[receiver.Url.Length..]);
            cursor = (string?)page["cursor"];
        }
        while (cursor is not null);
        Assert.Equal(urls, seen);
    }

    [Theory]
    [InlineData("labeel=x", "labeel")]
    [InlineData("host=x&path=y", "host", "path")]
    [InlineData("source=other", "source")]
    [InlineData("source=", "source")]
    [InlineData("label=", "label")]
    [InlineData("dlqIds=", "dlqIds")]
    [InlineData("responseStatus=abc", "responseStatus")]
    [InlineData("fromDate=yesterday&toDate=-1", "fromDate", "toDate")]
    [InlineData("order=random", "order")]
    [InlineData("order=&count=", "order", "count")]
    [InlineData("count=0", "count")]
    [InlineData("count=5&count=6", "count")]
    [InlineData("cursor=a&cursor=b", "cursor")]
    [InlineData("cursor=1", "cursor")]
    [InlineData("cursor=x-1", "cursor")]
    [InlineData("cursor=99999999999999999999-1", "cursor")]
    public async Task What_is_no_filter_is_refused_by_name(string query, params string[] names)
    {
        var answer = await api.GetAsync("/v2/dlq?" + query);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.All(names, name => Assert.Contains(name + ": ", answer.Error, StringComparison.Ordinal));
    }

    [Fact]
    [ProtocolItem(124, 125)]
    public async Task Listed_dead_letters_are_sent_again_in_one_request()
    {
        receiver.Answer = _ => Task.CompletedTask;
        var ids = letters.Select(IdOf).ToList();
        var unknown = await RetryAsync($"?dlqIds={ids[0]}&dlqIds=1-1");
        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
        Assert.Equal(3, (await ListAsync("")).Count);

        var byQuery = await RetryAsync($"?dlqIds={ids[0]}&count=100&upstash-retries=0");
        var byBody = await RetryAsync("", $$"""{"dlqIds":["{{ids[1]}}","{{ids[2]}}","{{ids[1]}}"]}""", "Upstash-Retries: 0");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (byQuery.Status, byBody.Status));
        List<string> sent = [.. Responses(byQuery), .. Responses(byBody)];
        var arrivals = (await receiver.WaitForAsync(6)).Skip(3).ToDictionary(arrival => arrival.Target);
        Assert.Equal([arrivals["/0"].MessageId, arrivals["/1"].MessageId, arrivals["/2?a=1,2"].MessageId], sent);
        Assert.All(arrivals.Values, arrival => Assert.Equal("0", arrival.Headers["Upstash-Max-Retries"]));
        Assert.Empty(await ListAsync(""));
    }

    [Fact]
    public async Task A_retry_takes_no_deduplication_id()
    {
        var answer = await api.SendAsync(HttpMethod.Post, $"/v2/dlq/retry/{IdOf(letters[0])}", [], "Upstash-Deduplication-Id: a");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith("Upstash-Deduplication-Id: ", answer.Error, StringComparison.Ordinal);
        Assert.Equal(3, (await ListAsync("")).Count);
    }

    private Task<ApiAnswer> RetryAsync(string query, string body = "", params string[] headers) =>
        api.SendAsync(HttpMethod.Post, "/v2/dlq/retry" + query, Encoding.UTF8.GetBytes(body), headers);

    private static IEnumerable<string> Responses(ApiAnswer answer) => answer.Json!["responses"]!.AsArray().Select(item => (string)item!["messageId"]!);

    private async Task BuryAsync(string destination, params string[] headers)
    {
        var before = letters.Count;
        await Eventually.IsTrueAsync(
            async () => (await api.PublishAsync(destination, "", [.. headers, "Upstash-Retries: 0"])).Status == HttpStatusCode.OK, "the destination is known");
        var found = await Eventually.BecomesAsync(() => ListAsync(""), seen => seen.Count == before + 1, "one more dead letter");
        letters.Add(found[0]);
    }

    private async Task FindsAsync(string query, params int[] expected)
    {
        var answer = await api.GetAsync("/v2/dlq" + query);
        Assert.True(answer.Status == HttpStatusCode.OK, $"{query}: {answer.Text}");
        Assert.Equal(expected, answer.Json!["messages"]!.AsArray().Select(letter => letters.FindIndex(known => IdOf(known) == IdOf(letter!))));
        Assert.Null(answer.Json["cursor"]);
    }

    private async Task<List<JsonNode>> ListAsync(string query) => [.. (await api.GetAsync("/v2/dlq" + query)).Json!["messages"]!.AsArray().Select(letter => letter!)];

    private static string IdOf(JsonNode letter) => (string)letter["dlqId"]!;

    private static string TimeOf(JsonNode letter) => IdOf(letter).Split('-')[0];
}
