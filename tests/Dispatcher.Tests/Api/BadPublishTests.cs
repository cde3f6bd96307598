using System.Text;
using Postrider.TestKit.Dispatching;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Publishes that nobody means: each is refused in words, under the name of what is wrong, and leaves nothing.</summary>
public sealed class BadPublishTests(LoneGateway gateway) : IClassFixture<LoneGateway>, IAsyncLifetime
{
    private const int Megabyte = 1024 * 1024;
    private static readonly string[] Paths = ["/v2/publish/http://a.example/x", "/v2/enqueue/q/http://a.example/x"];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        Assert.Equal(gateway.KeysAtStart, await gateway.KeysAsync());
        Assert.DoesNotContain(" failed.", gateway.Dispatcher.Process.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Upstash-Retries", "1", "2")]
    [InlineData("Upstash-Retries", "1", "1")]
    [InlineData("Upstash-Delay", "1s", "2s")]
    [InlineData("Upstash-Method", "PUT", "PUT")]
    [InlineData("Upstash-Deduplication-Id", "a", "b")]
    [InlineData("Upstash-Callback", "http://a.example", "http://b.example")]
    [InlineData("Upstash-Callback-Retries", "1", "2")]
    [InlineData("Upstash-Queue-Name", "a", "b")]
    [InlineData("Upstash-Flow-Control-Key", "a", "b")]
    [InlineData("Content-Type", "text/a", "text/b")]
    public async Task A_setting_that_comes_twice_is_refused(string name, string first, string second)
    {
        foreach (var path in Paths)
        {
            var target = name == "Upstash-Queue-Name" ? Paths[0] : path;
            IsRefusal(await SendAsync(target, $"{name}: {first}\r\n{name.ToLowerInvariant()}: {second}\r\n"), $"{name}: given more than once");
        }

        IsRefusal(await BatchAsync($$"""[{"destination":"http://a.example","headers":{"{{name}}":"{{first}}","{{name.ToLowerInvariant()}}":"{{second}}"} }]"""), "given more than once");
        if (name != "Content-Type")
        {
            IsRefusal(await SendAsync($"{Paths[0]}?{name}={first}&{name}={second}", ""), "given more than once");
        }
    }

    [Theory]
    [InlineData("Upstash-Retries: NaN", "Upstash-Retries")]
    [InlineData("Upstash-Retries: -1", "Upstash-Retries")]
    [InlineData("Upstash-Retries: Infinity", "Upstash-Retries")]
    [InlineData("Upstash-Retries: 1e3", "Upstash-Retries")]
    [InlineData("Upstash-Delay: NaN", "Upstash-Delay")]
    [InlineData("Upstash-Delay: -5s", "Upstash-Delay")]
    [InlineData("Upstash-Timeout: -1", "Upstash-Timeout")]
    [InlineData("Upstash-Timeout: Infinity", "Upstash-Timeout")]
    [InlineData("Upstash-Not-Before: NaN", "Upstash-Not-Before")]
    [InlineData("Upstash-Not-Before: -1", "Upstash-Not-Before")]
    [InlineData("Upstash-Retry-Delay: NaN", "Upstash-Retry-Delay")]
    [InlineData("Upstash-Flow-Control-Value: rate=NaN", "Upstash-Flow-Control-Value")]
    [InlineData("Upstash-Flow-Control-Value: parallelism=-1", "Upstash-Flow-Control-Value")]
    [InlineData("Upstash-Callback-Timeout: NaN", "Upstash-Callback-Timeout")]
    [InlineData("Upstash-Failure-Callback-Retries: -1", "Upstash-Failure-Callback-Retries")]
    [InlineData("Upstash-Callback-Failure-Callback-Delay: -1", "Upstash-Callback-Failure-Callback-Delay")]
    [InlineData("Upstash-Redact-Fields: NaN", "Upstash-Redact-Fields")]
    [InlineData("Upstash-Label: a\u00ff", "Upstash-Label")]
    [InlineData("Upstash-Callback: http://a.example/\u00ff", "Upstash-Callback")]
    [InlineData("Upstash-Callback-Forward-X: \u00fe", "Upstash-Callback-Forward-X")]
    [InlineData("Upstash-Redact-Fields: header[\u00ff]", "Upstash-Redact-Fields")]
    public async Task What_is_no_value_is_refused_under_its_name(string header, string name)
    {
        foreach (var path in Paths)
        {
            IsRefusal(await SendAsync(path, header + "\r\n"), name + ": ");
        }
    }

    [Theory]
    [InlineData("upstash-callback=http://a.example/%00", "Upstash-Callback")]
    [InlineData("upstash-callback-forward-x=a%0d%0aX-Evil:%201", "Upstash-Callback-Forward-x")]
    [InlineData("upstash-callback-forward-x%0d%0aX-Evil=1", "Upstash-Callback-Forward-x")]
    [InlineData("upstash-failure-callback-method=PUT%00", "Upstash-Failure-Callback-Method")]
    [InlineData("upstash-queue-name=a%00", "Upstash-Queue-Name")]
    [InlineData("upstash-redact-fields=header%5Ba%0d%0a%5D", "Upstash-Redact-Fields")]
    [InlineData("upstash-label=%ff", "Upstash-Label")]
    public async Task No_parameter_brings_control_characters_or_bytes_that_are_no_text(string query, string name) =>
        IsRefusal(await SendAsync($"{Paths[0]}?{query}", ""), name);

    [Fact]
    public async Task Thousands_of_labels_are_refused_however_they_come()
    {
        var labels = string.Join(',', Enumerable.Range(0, 10_000).Select(number => $"label-{number}"));
        var lines = string.Concat(Enumerable.Range(0, 1_900).Select(number => $"Upstash-Label: label-{number}\r\n")); // the server itself lets in no more than 2,000
        IsRefusal(await SendAsync(Paths[0], $"Upstash-Label: {labels}\r\n"), "Upstash-Label: longer than 1024 characters");
        IsRefusal(await SendAsync(Paths[1], lines), "Upstash-Label: longer than 1024 characters");
        IsRefusal(await SendAsync($"{Paths[0]}?upstash-label={labels}", ""), "Upstash-Label: longer than 1024 characters");
        IsRefusal(await BatchAsync($$"""[{"destination":"http://a.example","headers":{"upstash-label":"{{labels}}"} }]"""), "[0] Upstash-Label: longer than 1024 characters");
    }

    [Fact]
    public async Task More_header_lines_than_anybody_needs_are_refused_with_a_reason()
    {
        var lines = string.Concat(Enumerable.Range(0, 2_100).Select(number => $"X-{number}: a\r\n"));
        var answer = await SendAsync(Paths[0], lines);
        Assert.Equal(431, answer.Status);
        Assert.Contains("Request Header Fields Too Large", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Upstash-Deduplication-Id", "Upstash-Deduplication-Id: longer than")]
    [InlineData("Upstash-Callback", "Upstash-Callback: longer than")]
    [InlineData("Upstash-Failure-Callback-Retry-Delay", "Upstash-Failure-Callback-Retry-Delay: longer than")]
    [InlineData("Upstash-Queue-Name", "Upstash-Queue-Name: longer than")]
    [InlineData("Upstash-Redact-Fields", "Upstash-Redact-Fields: longer than")]
    [InlineData("Upstash-Flow-Control-Key", "Upstash-Flow-Control-Key: longer than")]
    [InlineData("Upstash-Method", "Upstash-Method: longer than")]
    [InlineData("Upstash-Forward-X", "Upstash-Forward-*: forwarded headers are longer")]
    [InlineData("Upstash-Callback-Forward-X", "Upstash-Callback-Forward-*: forwarded headers are longer")]
    public async Task What_is_too_long_is_refused_under_its_name(string name, string error) =>
        IsRefusal(await SendAsync(Paths[0], $"{name}: {new string('x', 200_000)}\r\n"), error);

    [Fact]
    public async Task A_name_that_is_too_long_is_shortened_in_its_error()
    {
        var name = new string('n', 3 * Megabyte);
        var answer = await BatchAsync($$$"""[{"destination":"http://a.example","headers":{"upstash-forward-{{{name}}}":{},"upstash-callback-forward-{{{name}}} ":"1"}}]""");
        IsRefusal(answer, "headers.upstash-forward-nnn");
        Assert.InRange(answer.Body.Length, 1, 2000);
    }

    [Theory]
    [InlineData("""[{"destination":5}]""", "$[0].destination")]
    [InlineData("""[{"destination":"http://a.example"},{"destination":"http://a.example","body":{}}]""", "$[1].body")]
    [InlineData("""[{"destination":"http://a.example","headers":[]}]""", "$[0].headers")]
    [InlineData("""[{"destination":"http://a.example","queue":1}]""", "$[0].queue")]
    [InlineData("""[{"destination":"http://a.example","queue":"a\u0000"}]""", "[0] queue: ")]
    [InlineData("""[{"destination":"http://a.example","queue":"a/b"}]""", "[0] queue: ")]
    [InlineData("""[{"destination":"http://a.example"},{"body":"x"}]""", "[1] invalid destination url")]
    [InlineData("""[{"destination":"http://a.example"},5]""", "$[1]")]
    [InlineData("""[{"destination":"http://a.example","headers":{"upstash-callback":"x"}}]""", "[0] upstash-callback: endpoint has invalid scheme")]
    [InlineData("""[{"destination":"http://a.example","headers":{"upstash-callback":{}}}]""", "[0] headers.upstash-callback: a text is expected")]
    [InlineData("""[{"destination":"http://a.example","headers":{"upstash-callback-callback":"http://a.example"}}]""", "[0] Upstash-Callback-Callback: callbacks nest no deeper")]
    [InlineData("""{"destination":"http://a.example"}""", "a JSON array of items is expected")]
    public async Task A_batch_that_is_wrong_somewhere_says_where(string batch, string error) => IsRefusal(await BatchAsync(batch), error);

    [Fact]
    public async Task A_batch_beyond_100_mb_is_refused_before_it_is_sent()
    {
        var answer = await RawHttp.SendAsync(
            gateway.Dispatcher.Url, $"POST /v2/batch HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer {Tokens.Default}\r\nContent-Length: {(100 * Megabyte) + 1}\r\n\r\n");
        Assert.Equal(413, answer.Status);
        Assert.Contains("quota maxBatchSize exceeded, current limit: 104857600", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"destination":"http://a.example","body":"#"}]""", 413, "[0] quota maxMessageSize exceeded")]
    [InlineData("""[{"destination":"http://a.example/#"}]""", 400, "[0] invalid destination url: longer than")]
    [InlineData("[#", 400, "a JSON array of items is expected")]
    public async Task A_batch_of_100_mb_is_read_and_refused_for_what_is_in_it(string template, int status, string error)
    {
        var fill = Encoding.ASCII.GetBytes(template.Split('#')[0]).Concat(Enumerable.Repeat((byte)'x', (100 * Megabyte) - template.Length)).Concat(Encoding.ASCII.GetBytes(template.Split('#')[1]));
        var answer = await gateway.Dispatcher.Api.SendAsync(HttpMethod.Post, "/v2/batch", [.. fill]);
        Assert.Equal(status, (int)answer.Status);
        Assert.Contains(error, answer.Error, StringComparison.Ordinal);
        Assert.InRange(answer.Text.Length, 1, 2000);
    }

    private static void IsRefusal(RawAnswer answer, string error)
    {
        Assert.Equal(400, answer.Status);
        Assert.Contains(error, answer.Error, StringComparison.OrdinalIgnoreCase);
    }

    private Task<RawAnswer> SendAsync(string target, string headers) => RawHttp.SendAsync(gateway.Dispatcher.Url, RawHttp.Request("POST", target, headers));

    private Task<RawAnswer> BatchAsync(string batch) => RawHttp.SendAsync(gateway.Dispatcher.Url, RawHttp.Request("POST", "/v2/batch", body: batch));
}
