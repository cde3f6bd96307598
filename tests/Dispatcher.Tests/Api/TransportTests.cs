using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>What holds for every endpoint: tokens, paths, errors, and what JSON looks like.</summary>
[Collection(nameof(RunningPair))]
public sealed class TransportTests(RunningPair pair) : IAsyncLifetime
{
    private Receiver receiver = null!;

    public static TheoryData<string, string> Endpoints => new()
    {
        { "GET", "/v2/keys" },
        { "GET", "/v2/messages/msg_none" },
        { "DELETE", "/v2/messages/msg_none" },
        { "GET", "/v2/dlq" },
        { "DELETE", "/v2/dlq/1-1" },
        { "POST", "/v2/dlq/retry/1-1" },
        { "POST", "/v2/batch" },
        { "POST", "/v2/publish/none" },
        { "POST", "/v2/enqueue/queue/none" },
        { "GET", "/v2/queues" },
        { "POST", "/v2/queues" },
        { "DELETE", "/v2/queues/none" },
        { "GET", "/v2/topics" },
        { "PATCH", "/v2/topics/none" },
    };

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Theory]
    [ProtocolItem(1, 2)]
    [MemberData(nameof(Endpoints))]
    public async Task Without_a_token_and_with_a_wrong_one_the_answer_is_a_401(string method, string path)
    {
        var without = await SendAsync(method, path, "");
        var wrong = await SendAsync(method, path, "Authorization: Bearer wrong\r\n");
        Assert.Equal((401, 401), (without.Status, wrong.Status));
        Assert.NotNull(without.Error);
        Assert.Contains("invalid token", wrong.Error, StringComparison.Ordinal);
    }

    [Theory]
    [ProtocolItem(3)]
    [MemberData(nameof(Endpoints))]
    public async Task A_token_in_the_query_is_as_good_as_one_in_the_header(string method, string path)
    {
        var byHeader = await SendAsync(method, path, $"Authorization: Bearer {Tokens.Default}\r\n");
        var byQuery = await SendAsync(method, $"{path}?qstash_token={Uri.EscapeDataString(Tokens.Default)}", "");
        Assert.NotEqual(401, byQuery.Status);
        Assert.Equal((byHeader.Status, byHeader.Error), (byQuery.Status, byQuery.Error));
    }

    [Fact]
    [ProtocolItem(3, 4)]
    public async Task A_token_in_the_query_publishes_and_is_seen_nowhere_afterwards()
    {
        var token = Uri.EscapeDataString(Tokens.Default);
        var encoded = Uri.EscapeDataString($"{receiver.Url}/encoded?a=1&qstash_token={token}");
        await SendAsync("POST", $"/v2/publish/{receiver.Url}/raw?a=1&qstash_token={token}&b=2", "");
        await SendAsync("POST", $"/v2/publish/{encoded}", $"Authorization: Bearer {Tokens.Default}\r\n");
        await pair.Api.BatchAsync(new JsonObject { ["destination"] = $"{receiver.Url}/item?qstash_token={token}" });
        var arrivals = await receiver.WaitForAsync(3);
        Assert.Equal(["/encoded?a=1", "/item", "/raw?a=1&b=2"], arrivals.Select(arrival => arrival.Target).Order());
        foreach (var arrival in arrivals)
        {
            var shown = await pair.Api.GetAsync($"/v2/messages/{arrival.MessageId}");
            Assert.DoesNotContain("qstash_token", shown.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Tokens.Default, shown.Text + string.Join(' ', arrival.Headers.Values), StringComparison.Ordinal);
        }
    }

    [Fact]
    [ProtocolItem(5)]
    public async Task A_token_says_which_user_it_is_and_that_is_the_namespace()
    {
        var token = Tokens.Of("testUser1");
        Assert.Equal("testUser1", (string)JsonNode.Parse(Convert.FromBase64String(token))!["UserID"]!);
        using var api = pair.As("testUser1");
        await pair.Declared.EndpointAsync("testuser1", "of-the-user", receiver.Url + "/user");
        Assert.Equal(HttpStatusCode.OK, (await api.PublishAsync("of-the-user")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await pair.Api.PublishAsync("of-the-user")).Status);
    }

    [Theory]
    [ProtocolItem(7, 8)]
    [InlineData("GET", "/v2/nothing")]
    [InlineData("GET", "/v1/messages/x")]
    [InlineData("GET", "/nothing")]
    [InlineData("GET", "/")]
    [InlineData("POST", "/llm/v1/chat/completions")]
    [InlineData("PUT", "/v2/keys")]
    [InlineData("PUT", "/v2/publish/http://a.example")]
    [InlineData("GET", "/v2/enqueue/q/http://a.example")]
    [InlineData("DELETE", "/v2/messages/")]
    [InlineData("DELETE", "/v2/dlq/1-1")]
    [InlineData("POST", "/v2/batch")]
    [InlineData("POST", "/v2/publish/api/llm")]
    [InlineData("POST", "/v2/publish/")]
    [InlineData("POST", "/v2/enqueue/q")]
    [InlineData("POST", "/v2/enqueue/")]
    public async Task Every_refusal_is_json_with_a_text(string method, string path)
    {
        var answer = await SendAsync(method, path, $"Authorization: Bearer {Tokens.Default}\r\n");
        Assert.InRange(answer.Status, 400, 499);
        Assert.False(string.IsNullOrEmpty(answer.Error), answer.ToString());
        Assert.Contains("Content-Type: application/json", answer.Head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [ProtocolItem(9)]
    [InlineData("POST", "/V2/Publish/", true)]
    [InlineData("POST", "/v2/ENQUEUE/transport/", true)]
    [InlineData("GET", "/v2/Keys", false)]
    [InlineData("GET", "/V2/DLQ", false)]
    public async Task Paths_are_read_in_any_case(string method, string path, bool toDestination)
    {
        var answer = await SendAsync(method, toDestination ? path + receiver.Url + "?upstash-delay=1h" : path, $"Authorization: Bearer {Tokens.Default}\r\n");
        Assert.Equal(200, answer.Status);
    }

    [Fact]
    [ProtocolItem(10)]
    public async Task A_base_url_with_a_slash_at_its_end_works_and_needs_the_token_all_the_same()
    {
        var authorized = $"Authorization: Bearer {Tokens.Default}\r\n";
        Assert.Equal(200, (await SendAsync("GET", "//v2/keys", authorized)).Status);
        Assert.Equal(200, (await SendAsync("POST", $"//v2/publish/{receiver.Url}//a//b", authorized)).Status);
        Assert.Equal(401, (await SendAsync("GET", "//v2/keys", "")).Status);
        Assert.Equal(401, (await SendAsync("POST", $"///v2/publish/{receiver.Url}", "")).Status);
        Assert.Equal("//a//b", (await receiver.WaitForAsync(1))[0].Target);
    }

    [Fact]
    [ProtocolItem(12)]
    public async Task Telemetry_is_neither_delivered_nor_shown()
    {
        var answer = await pair.Api.PublishAsync(
            receiver.Url + "?upstash-telemetry-runtime=x", "", "Upstash-Telemetry-Sdk: telemetry", "upstash-telemetry-platform: telemetry", "Upstash-Callback-Telemetry-Sdk: telemetry",
            "Upstash-Forward-A: 1");
        var arrival = (await receiver.WaitForAsync(1))[0];
        var shown = await pair.Api.GetAsync($"/v2/messages/{answer.MessageId}");
        Assert.Equal("/", arrival.Target);
        Assert.DoesNotContain("telemetry", string.Join(' ', arrival.Headers.Select(header => header.Key + header.Value)) + shown.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["A"], shown.Json!["header"]!.AsObject().Select(header => header.Key));
    }

    [Fact]
    [ProtocolItem(13)]
    public async Task Header_names_are_read_in_any_case()
    {
        var answer = await RawHttp.SendAsync(pair.First.Url, RawHttp.Request(
            "POST", $"/v2/publish/{receiver.Url}", "UPSTASH-RETRIES: 1\r\nupstash-forward-x-a: 1\r\ncOnTeNt-TyPe: text/plain\r\nuPSTASH-lABEL: label\r\nUPSTASH-CALLBACK-FORWARD-X: 1\r\nupstash-callback: http://a.example\r\nupstash-DELAY: 1h\r\n"));
        var shown = (await pair.Api.GetAsync($"/v2/messages/{(string)JsonNode.Parse(answer.Body)!["messageId"]!}")).Json!;
        Assert.Equal((1, "label", "http://a.example"), ((int)shown["maxRetries"]!, (string)shown["label"]!, (string)shown["callback"]!));
        Assert.Equal(("1", "text/plain", "1"), ((string)shown["header"]!["X-A"]![0]!, (string)shown["header"]!["Content-Type"]![0]!, (string)shown["callbackHeader"]!["X"]![0]!));
    }

    [Fact]
    [ProtocolItem(15)]
    public async Task What_clients_read_as_json_is_json()
    {
        var id = (await pair.Api.PublishAsync(receiver.Url, "", "Upstash-Delay: 1h")).MessageId;
        ApiAnswer[] answers =
        [
            await pair.Api.PublishAsync(receiver.Url),
            await pair.Api.SendAsync(HttpMethod.Post, "/v2/batch", Encoding.UTF8.GetBytes("[]")),
            await pair.Api.GetAsync("/v2/keys"),
            await pair.Api.GetAsync("/v2/dlq"),
            await pair.Api.GetAsync($"/v2/messages/{id}"),
            await pair.Api.DeleteAsync($"/v2/messages/{id}"),
        ];
        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.OK, true), (answer.Status, answer.Json is not null)));
    }

    [Fact]
    [ProtocolItem(16, 22)]
    public async Task What_was_not_said_is_absent()
    {
        var answer = await pair.Api.PublishAsync(receiver.Url, "", "Upstash-Delay: 1h");
        var shown = await pair.Api.GetAsync($"/v2/messages/{answer.MessageId}");
        Assert.DoesNotContain("null", answer.Text + shown.Text, StringComparison.Ordinal);
        Assert.Equal(
            ["callerIP", "callerIp", "createdAt", "maxRetries", "messageId", "method", "notBefore", "url"],
            shown.Json!.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal));
    }

    private Task<RawAnswer> SendAsync(string method, string target, string authorization) =>
        RawHttp.SendAsync(pair.First.Url, $"{method} {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{authorization}Content-Length: 0\r\n\r\n");
}
