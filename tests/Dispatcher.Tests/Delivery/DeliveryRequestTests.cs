using Postrider.Core.Model;
using Postrider.Dispatcher.Delivery;

namespace Postrider.Dispatcher.Tests.Delivery;

public sealed class DeliveryRequestTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    [Fact]
    public async Task A_plain_message_is_a_post_of_its_bytes_with_our_headers()
    {
        using var request = Build(TestLease.Message);
        Assert.Equal((HttpMethod.Post, "https://a.example/in"), (request.Method, request.RequestUri!.OriginalString));
        Assert.Equal("body", await request.Content!.ReadAsStringAsync());
        Assert.Equal(
            ["Upstash-Max-Retries: 3", $"Upstash-Message-Id: {TestLease.Message.Id}", "Upstash-Retried: 0", "User-Agent: Upstash-QStash"],
            HeadersOf(request).Where(header => !header.StartsWith("Upstash-Signature", StringComparison.Ordinal)));
        Assert.Equal(2, request.Headers.GetValues("Upstash-Signature").Single().Count(character => character == '.'));
    }

    [Fact]
    public void Everything_known_about_the_message_is_said()
    {
        using var request = Build(
            TestLease.Message with
            {
                ContentType = "application/json", Method = "PUT", TopicName = "orders", ScheduleId = "nightly", CallerIp = "10.1.2.3", Label = "a,b",
                RetryDelay = "1000", FlowKey = "key", FlowLimits = new FlowLimits(2, 5, 60_000), Retries = 9,
            },
            retried: 4);
        var headers = HeadersOf(request);
        Assert.Equal(HttpMethod.Put, request.Method);
        Assert.All(
            [
                "Content-Type: application/json", "Upstash-Topic-Name: orders", "Upstash-Schedule-Id: nightly", "Upstash-Caller-Ip: 10.1.2.3", "Upstash-Label: a,b",
                "Upstash-Retry-Delay: 1000", "Upstash-Flow-Control-Key: key", "Upstash-Flow-Control-Value: parallelism=2,rate=5,period=60", "Upstash-Max-Retries: 9", "Upstash-Retried: 4",
            ],
            header => Assert.Contains(header, headers));
    }

    [Fact]
    public void Our_own_names_win_over_what_was_forwarded_and_the_users_agent_stays()
    {
        using var request = Build(TestLease.Message with
        {
            FlowKey = "key",
            FlowLimits = new FlowLimits(1, 0, 1000),
            Headers = [new("upstash-message-id", "forged"), new("Upstash-Retried", "99"), new("Upstash-Flow-Control-Key", "forged"), new("user-agent", "mine/1")],
        });
        var headers = HeadersOf(request);
        Assert.DoesNotContain(headers, header => header.EndsWith(": forged", StringComparison.Ordinal) || header.EndsWith(": 99", StringComparison.Ordinal));
        Assert.Equal("mine/1", request.Headers.NonValidated["User-Agent"].ToString());
    }

    [Fact]
    public void What_was_forwarded_several_times_is_joined_as_its_receiver_takes_it_apart()
    {
        using var request = Build(TestLease.Message with { Headers = [new("X-A", "1"), new("Cookie", "a=b"), new("x-a", "2"), new("cookie", "c=d")] });
        Assert.Equal(("1, 2", "a=b; c=d"), (request.Headers.NonValidated["X-A"].ToString(), request.Headers.NonValidated["Cookie"].ToString()));
    }

    [Fact]
    public void An_endpoints_headers_and_method_replace_the_messages()
    {
        var endpoint = TestLease.Endpoint with { Method = "PATCH", Retry = new RetryPolicy { Limit = 7 } };
        using var request = DeliveryRequest.Build(
            TestLease.Of(TestLease.Message with { Method = "PUT", Headers = [new("authorization", "theirs"), new("X-A", "1")] }),
            new DeliveryTarget("https://billing.example/in", endpoint, [new("Authorization", "Bearer ours")]), "sig_key", Now);
        var headers = HeadersOf(request);
        Assert.Equal("PATCH", request.Method.Method);
        Assert.Contains("X-A: 1", headers);
        Assert.Contains("Upstash-Max-Retries: 7", headers);
        Assert.Equal("authorization: bearer ours", Assert.Single(headers, header => header.StartsWith("authorization", StringComparison.OrdinalIgnoreCase)).ToLowerInvariant());
    }

    [Theory]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("a\nX-Evil: 1")]
    [InlineData("a\0b")]
    public void Nothing_that_would_leave_its_line_gets_into_a_head(string value)
    {
        Assert.Throws<FormatException>(() => Build(TestLease.Message with { RetryDelay = value }));
        Assert.Throws<FormatException>(() => Build(TestLease.Message with { Headers = [new("X-A", value)] }));
        Assert.Throws<FormatException>(() => DeliveryRequest.Build(
            TestLease.Of(TestLease.Message), new DeliveryTarget("https://billing.example/in", TestLease.Endpoint, [new("X-Secret", value)]), "sig_key", Now));
    }

    [Theory]
    [InlineData("https://a.example/b//c/../d?q=%2F%20+x", "/b//c/../d?q=%2F%20+x")]
    [InlineData("https://a.example", "/")]
    [InlineData("https://a.example?x=1", "/?x=1")]
    public void The_url_is_sent_as_it_was_written(string url, string target)
    {
        using var request = Build(TestLease.Message with { Url = url });
        Assert.Equal(target, request.RequestUri!.PathAndQuery);
    }

    [Fact]
    public async Task Bytes_are_sent_unchanged()
    {
        var body = Enumerable.Range(0, 256).Select(number => (byte)number).ToArray();
        using var request = Build(TestLease.Message with { Body = body });
        Assert.Equal(body, await request.Content!.ReadAsByteArrayAsync());
    }

    private static HttpRequestMessage Build(Message message, int retried = 0) =>
        DeliveryRequest.Build(TestLease.Of(message, retried), DeliveryTarget.ToUrl(message.Url!), "sig_key", Now);

    private static List<string> HeadersOf(HttpRequestMessage request) =>
        [.. request.Headers.NonValidated.Concat(request.Content!.Headers.NonValidated).Where(header => header.Key != "Content-Length").Select(header => $"{header.Key}: {header.Value}").Order(StringComparer.Ordinal)];
}
