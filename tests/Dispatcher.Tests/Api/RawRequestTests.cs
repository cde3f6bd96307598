using System.Text;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

[Collection(nameof(RunningPair))]
public sealed class RawRequestTests(RunningPair pair) : IAsyncLifetime
{
    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Theory]
    [InlineData("/v2/publish/https://e.example/../../../../../x")]
    [InlineData("/v2/publish/../../x")]
    [InlineData("/x/../v2/keys")]
    [InlineData("/%762/keys")]
    [InlineData("http://a/v2/publish/http://e.example/../../../../x")]
    [InlineData("/V2/Publish/http://e.example")]
    public async Task Without_a_token_no_spelling_of_a_path_gets_in(string target)
    {
        var answer = await RawHttp.SendAsync(pair.First.Url, $"POST {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal((401, "unable to authenticate: invalid token"), (answer.Status, answer.Error));
    }

    [Theory]
    [ProtocolItem(8)]
    [InlineData("GET /v2/messages/a%00b HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("GET /v2/messages/\0 HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("GET /v2/keys HTTP/1.1\r\nHost: a\r\nX-A: \0\r\n\r\n", 400)]
    [InlineData("GET /v2/keys HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /v2/keys HTTP/9.9\r\nHost: a\r\n\r\n", 505)]
    [InlineData("GARBAGE\r\n\r\n", 400)]
    [InlineData("POST /v2/batch HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400)]
    public async Task What_is_no_request_is_refused_in_the_shape_of_every_error(string request, int status)
    {
        var answer = await RawHttp.SendAsync(pair.First.Url, request);
        Assert.Equal(status, answer.Status);
        Assert.NotEmpty(answer.Error!);
    }

    [Fact]
    public async Task A_destination_keeps_its_dot_segments()
    {
        await AcceptedAsync($"{receiver.Url}/a/../../../../../b/./c");
        Assert.Equal("/a/../../../../../b/./c", (await receiver.WaitForAsync(1))[0].Target);
    }

    [Fact]
    public async Task Header_values_beyond_ascii_arrive_byte_for_byte()
    {
        await AcceptedAsync(receiver.Url + "/utf8", Latin1Of("Upstash-Forward-X-Name: Zoë 😀\r\nUpstash-Label: größe\r\nUpstash-Forward-X-Encoded: =?utf-8?B?Zm9v?=\r\n"));
        var arrival = (await receiver.WaitForAsync(1))[0];
        Assert.Equal(("Zoë 😀", "größe"), (arrival.Headers["X-Name"], arrival.Headers["Upstash-Label"]));
    }

    [Theory]
    [InlineData("Upstash-Forward-X-Name: \u00c3\r\n", "Upstash-Forward-X-Name")]
    [InlineData("Upstash-Label: a\u00ff\r\n", "Upstash-Label")]
    [InlineData("Upstash-Deduplication-Id: \u00fe\u00fe\r\n", "Upstash-Deduplication-Id")]
    [InlineData("Content-Type: text/\u00e4\r\n", "Content-Type")]
    public async Task Bytes_that_are_no_text_are_refused_under_the_name_of_their_header(string header, string name)
    {
        var answer = await PublishAsync(receiver.Url, header);
        Assert.Equal(400, answer.Status);
        Assert.Equal($"{name}: is not valid UTF-8", answer.Error);
    }

    [Theory]
    [InlineData("upstash-retry-delay=1000%00%0d%0aX-Evil:%201", "Upstash-Retry-Delay")]
    [InlineData("upstash-label=a%0d%0aX-Evil:%201", "Upstash-Label")]
    [InlineData("upstash-flow-control-key=a%00b&upstash-flow-control-value=rate=1", "Upstash-Flow-Control-Key")]
    [InlineData("upstash-forward-x-a=a%0aX-Evil:%201", "upstash-forward-x-a")]
    [InlineData("upstash-forward-x-a%0d%0aX-Evil=1", "upstash-forward-x-a")]
    [InlineData("upstash-method=PUT%00", "Upstash-Method")]
    public async Task No_parameter_brings_a_line_into_the_head_of_a_delivery(string query, string name)
    {
        var answer = await PublishAsync($"{receiver.Url}/?{query}");
        Assert.Equal(400, answer.Status);
        Assert.Contains(name, answer.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_request_may_have_hundreds_of_headers()
    {
        await AcceptedAsync(receiver.Url, string.Concat(Enumerable.Range(0, 500).Select(number => $"X-{number}: {number}\r\n")) + "Upstash-Forward-X-Last: 1\r\n");
        Assert.Equal("1", (await receiver.WaitForAsync(1))[0].Headers["X-Last"]);
    }

    [Fact]
    public async Task A_token_in_the_query_goes_nowhere_in_whatever_case()
    {
        var token = Uri.EscapeDataString(TestKit.Dispatching.Tokens.Default);
        var answer = await RawHttp.SendAsync(
            pair.First.Url, $"POST /v2/publish/{receiver.Url}/t?a=1&QSTASH_TOKEN={token} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(200, answer.Status);
        Assert.Equal("/t?a=1", (await receiver.WaitForAsync(1))[0].Target);
    }

    [Fact]
    public async Task Another_method_learns_which_one_publishes()
    {
        var answer = await RawHttp.SendAsync(pair.First.Url, RawHttp.Request("PUT", $"/v2/publish/{receiver.Url}"));
        Assert.Equal(405, answer.Status);
        Assert.Contains("\r\nAllow: POST", answer.Head, StringComparison.Ordinal);
    }

    private Task<RawAnswer> PublishAsync(string destination, string headers = "") =>
        RawHttp.SendAsync(pair.First.Url, RawHttp.Request("POST", $"/v2/publish/{destination}", headers));

    private async Task AcceptedAsync(string destination, string headers = "") => Assert.Equal(200, (await PublishAsync(destination, headers)).Status);

    private static string Latin1Of(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
