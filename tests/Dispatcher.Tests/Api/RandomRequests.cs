using System.Text;
using Postrider.TestKit.Dispatching;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>One request as bytes. A garbled one breaks HTTP itself, so the server may refuse it before any of our code sees it.</summary>
internal sealed record RandomRequest(byte[] Bytes, bool Garbled, bool HasBodylessAnswer)
{
    public override string ToString()
    {
        var text = string.Concat(Encoding.Latin1.GetString(Bytes).Select(character => character is >= ' ' and <= '~' or '\n' ? character.ToString() : $"\\x{(int)character:x2}"));
        return text.Length > 3000 ? text[..3000] + "…" : text;
    }
}

/// <summary>Makes requests to the whole surface of the API, most of them wrong in some way. The same seed makes the same ones.</summary>
internal sealed class RandomRequests(int seed)
{
    private static readonly string[] Methods = ["GET", "POST", "POST", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FOO", "get"];

    private static readonly string[] Paths =
    [
        "/v2/publish/@", "/v2/publish/@", "/v2/publish/@", "/v2/batch", "/v2/batch", "/v2/messages/#", "/v2/messages", "/v2/dlq", "/v2/dlq?&", "/v2/dlq?&", "/v2/dlq/#",
        "/v2/dlq/retry", "/v2/dlq/retry?&", "/v2/dlq/retry/#", "/v2/keys", "/V2/Keys", "/v2/flowControl", "/v2/flowControl?&", "/v2/flowControl/#", "/v2/flowControl/#/pause", "/v2/flowControl/#/pin?&", "/v2/flowControl/#/unpin?&", "/v2/flowControl/#/resetRate",
        "/v2/flowControl/#/resume", "/v2/globalParallelism", "/v2", "/v2/", "/", "/healthz", "/readyz", "/metrics", "/v2/publish",
        "/v2/enqueue/q/@", "/v2/enqueue/#/@", "/v2/Enqueue/#", "/v2/enqueue/@", "/v2/queues", "/v2/queues/#", "/v2/queues/#/pause",
        "/v2/topics", "/v2/topics/#", "/v2/topics/g", "/v2/topics/g/endpoints", "/v2/topics/#/endpoints",
        "/v2/schedules/@", "/v2/schedules/@", "/v2/Schedules", "/v2/schedules/#", "/v2/schedules/#/pause", "/v2/schedules/s/resume", "/v2/schedules/s",
        "/v2/messages?&", "/v2/messages?&", "/v2/messages/", "/v2/dlq/", "/v2/dlq/retry/", "/v2/events?&", "/v2/logs?&", "/v2/logs",
        "/v2/nothing/#", "/../v2/keys", "/v2/./dlq", "//v2/keys", "/%76%32/keys", "http://a/v2/publish/@", "*", "/v2/dlq/%2e%2e/keys",
    ];

    private static readonly string[] Destinations =
    [
        "http://127.0.0.1:9/x", "https://a.example", "https://a.example/x?y=1&upstash-delay=1h", "topic/none", "endpoint/none", "none", "none.none", "", "a.example/x",
        "https%3A%2F%2Fa.example%2F%3Fqstash_token%3Dx", "https%3A%2F%2Fa.example%2F%23f", "http://a/../../../../../x", "http://[::1", "http://a:99999/", "http:/a.example", "http:///",
        "http://user:pass@a.example/", "http://169.254.169.254/", "http://%00/", "http://a.example/%00%0d%0a", "//", "..", "../../keys", "topic/", "http%3A%2F%2F%00%ff", "https://", "%ff%fe",
        "http://a.example\\@b/", "http://xn--/", "http://1.2.3.4.5.6/", "http://a.example?#", "api/llm",
    ];

    private static readonly string[] Names =
    [
        "Upstash-Method", "Upstash-Delay", "Upstash-Not-Before", "Upstash-Retries", "Upstash-Retry-Delay", "Upstash-Timeout", "Upstash-Deduplication-Id",
        "Upstash-Content-Based-Deduplication", "Upstash-Flow-Control-Key", "Upstash-Flow-Control-Value", "Upstash-Label", "Upstash-Header-Forward", "Upstash-Forward-X-A",
        "Upstash-Forward-", "Upstash-Forward-Host", "Upstash-Callback", "Upstash-Callback-Method", "Upstash-Callback-Retries", "Upstash-Callback-Timeout", "Upstash-Callback-Retry-Delay",
        "Upstash-Callback-Delay", "Upstash-Callback-Forward-X", "Upstash-Callback-Flow-Control-Key", "Upstash-Callback-Flow-Control-Value", "Upstash-Callback-Failure-Callback",
        "Upstash-Callback-Failure-Callback-Retries", "Upstash-Callback-Callback", "Upstash-Callback-", "Upstash-Failure-Callback", "Upstash-Failure-Callback-Forward-", "Upstash-Failure-Callback-Method",
        "Upstash-Failure-Callback-Failure-Callback", "Upstash-Redact-Fields", "Upstash-Redact-Fields", "Upstash-Schedule-Id", "Upstash-Workflow-RunId", "Upstash-Cron", "Upstash-Cron", "Upstash-Schedule-Id", "Upstash-Queue-Name", "Upstash-Unknown", "upstash-telemetry-sdk", "Content-Type", "X-Forwarded-For",
        "Cookie", "Forwarded", "Upstash-", "Expect", "Accept-Encoding",
    ];

    private static readonly string[] Values =
    [
        "", " ", "1", "0", "-1", "1.", ".5", "1e309", "99999999999999999999999", "30s", "1d10h30m", "9999999999d", "true", "True", "maybe", "a,b", ",", " , ,", "a:b", "PUT", "put",
        "* * * * *", "CRON_TZ=Europe/Berlin 0 9 * * *", "CRON_TZ= * * * * *", "0 0 31 2 *", "@every 1m", "* * * * * *", "s", "pow(2, retried) * 1000", "pow(2,", "sin(1)", "1/0", "parallelism=1", "rate=1,rate=2", "rate=5, period=1m", "period=1m", "rate=1000001", "key", "\t", "\x7f", "a\tb", "\xff\xfe", "\xc3\xa9",
        "\xed\xa0\x80", "\xef\xbf\xbd", "a\0b", "1000\0", "=?utf-8?", "\"", "http://a.example", "https://a.example/done?x=1", "a.example/done", "http://169.254.169.254/", "body", "headers", "body,header[X-A]", "header[", "2026-01-01", "1700000000.9", "NaN", "Infinity", "0x10", "١",
    ];

    private static readonly string[] Filters = ["dlqIds", "messageId", "url", "label", "topicName", "scheduleId", "callerIp", "flowControlKey", "responseStatus", "fromDate", "toDate", "order", "count", "cursor", "labeel", "", "queueName", "upstash-retries", "search", "parallelism", "rate", "period", "messageIds", "host", "path", "source", "state", "groupBy"];

    private static readonly string[] Json =
    [
        "null", "true", "0", "-1e999", "1.50", "\"\"", "\"a\"", "\"\\ud800\"", "\"\\ud800\\u0000\"", "\"\xff\"", "\"\0\"", "[]", "{}", "{", "\"", "[1,", "\"http://a.example/x\"", "\"none\"", "nul", "\"1h\"", "99999999999999999999",
    ];

    private readonly Random random = new(seed);

    public RandomRequest Next()
    {
        var method = Pick(Methods);
        var target = Target();
        var body = Body(target);
        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n");
        head.Append(random.Next(12) switch
        {
            0 => "",
            1 => "Authorization: Bearer wrong\r\n",
            2 => "Authorization: \r\n",
            _ => $"Authorization: Bearer {Tokens.Default}\r\n",
        });
        for (var header = Math.Max(0, random.Next(9) - 4); header > 0; header--)
        {
            head.Append($"{Pick(Names)}: {Value()}\r\n");
        }

        head.Append(random.Next(8) == 0 ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {body.Length}\r\n\r\n");
        var chunked = head.ToString().Contains("chunked", StringComparison.Ordinal);
        var bytes = Encoding.Latin1.GetBytes(head + (chunked ? $"{body.Length:x}\r\n{body}\r\n0\r\n\r\n" : body));
        var headBytes = head.Length - 4; // its end stays, or the server would wait for it
        var garbled = random.Next(10) == 0;
        for (var hit = garbled ? random.Next(1, 4) : 0; hit > 0; hit--)
        {
            bytes[random.Next(headBytes)] = (byte)random.Next(256);
        }

        return new(bytes, garbled || IsRefusedByHttp(head.ToString()), HasBodylessAnswer: method is "HEAD" or "CONNECT");
    }

    // What Kestrel judges by itself: control characters in a head, a target that is no origin form, expectations.
    private static bool IsRefusedByHttp(string head) =>
        head.Contains('\0') || head.Contains("%00", StringComparison.Ordinal) || head.Contains(" * HTTP", StringComparison.Ordinal) || head.Contains("Expect:", StringComparison.Ordinal);

    private string Target() => Pick(Paths)
        .Replace("@", random.Next(40) == 0 ? "http://a.example/" + new string('x', 9000) : Pick(Destinations), StringComparison.Ordinal)
        .Replace("#", random.Next(3) == 0 ? $"msg_{random.NextInt64()}" : Uri.EscapeDataString(Value()), StringComparison.Ordinal)
        .Replace("&", string.Join('&', Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{Pick(Filters)}={Uri.EscapeDataString(Value())}")), StringComparison.Ordinal);

    private string Value() => random.Next(20) switch
    {
        0 => new string('x', random.Next(1, 6000)),
        1 => new string('(', random.Next(1, 400)) + "1",
        2 => string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => (char)random.Next(0x20, 0x100))),
        _ => Pick(Values),
    };

    private string Body(string target) => random.Next(6) switch
    {
        0 => "",
        1 => string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => (char)random.Next(256))),
        2 => Pick(Json),
        3 => new string('[', random.Next(1, 2000)),
        4 when target.Contains("dlq", StringComparison.Ordinal) => $$"""{"dlqIds":[{{Pick(Json)}},{{Pick(Json)}}]}""",
        4 when target.Contains("messages", StringComparison.Ordinal) => $$"""{"messageIds":[{{Pick(Json)}},{{Pick(Json)}}]}""",
        4 or 5 when target.Contains("topics", StringComparison.OrdinalIgnoreCase) =>
            $$"""{"endpoints":[{"url":{{Pick(Json)}},"name":{{Pick(Json)}}},{"url":"http://a.example/{{random.Next(9)}}"}],"headers":{"{{Pick(Names)}}":{{Pick(Json)}} } }""",
        _ => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Item()))}]",
    };

    private string Item() => random.Next(8) == 0
        ? Pick(Json)
        : $$"""{"destination":{{(random.Next(4) == 0 ? Pick(Json) : $"\"{Pick(Destinations).Replace("\\", "\\\\", StringComparison.Ordinal)}\"")}},"headers":{"{{Pick(Names)}}":{{Setting()}},"{{Pick(Names)}}":{{Setting()}}},"body":{{Pick(Json)}}{{(random.Next(3) == 0 ? ",\"queue\":" + Setting() : "")}}}""";

    private string Setting() => random.Next(3) == 0 ? Pick(Json) : $"\"{Pick(Values).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
