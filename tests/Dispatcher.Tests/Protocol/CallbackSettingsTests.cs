using Postrider.Core.Model;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;
using Postrider.TestKit.Compatibility;

namespace Postrider.Dispatcher.Tests.Protocol;

public sealed class CallbackSettingsTests
{
    private const string Url = "https://a.example/done";
    private static readonly LimitsOptions Limits = new() { MaxRetries = 5, MaxDelay = TimeSpan.FromHours(1) };

    [Theory]
    [InlineData("Upstash-Callback")]
    [InlineData("Upstash-Failure-Callback")]
    public void A_callback_has_settings_of_its_own(string name)
    {
        var settings = Accepted(
            (name, Url), (name + "-Method", "put"), (name + "-Timeout", "30"), (name + "-Retries", "0"), (name + "-Retry-Delay", "1000 * retried"), (name + "-Delay", "90s"),
            (name + "-Forward-X-A", "1"), (name + "-Forward-Upstash-Workflow-StepId", "4"), (name + "-Flow-Control-Key", "key"), (name + "-Flow-Control-Value", "rate=2"));
        var callback = (name == "Upstash-Callback" ? settings.Callback : settings.FailureCallback)!;
        Assert.Equal((Url, "PUT", 30_000L, 0), (callback.Url, callback.Method, callback.TimeoutMs, callback.Retries));
        Assert.Equal(("1000 * retried", 90_000L, "key", new FlowLimits(0, 2, 1000)), (callback.RetryDelay, callback.DelayMs, callback.FlowKey, callback.FlowLimits));
        Assert.Equal([new("X-A", "1"), new("Upstash-Workflow-StepId", "4")], callback.Headers);
        Assert.Null(callback.FailureCallback);
        Assert.Equal((null, null, 0), (settings.Method, settings.Retries, settings.Headers.Count));
    }

    [Fact]
    public void A_callback_may_have_a_failure_callback_of_its_own_beside_the_messages()
    {
        var settings = Accepted(
            ("Upstash-Callback", Url), ("Upstash-Callback-Failure-Callback", Url + "/2"), ("Upstash-Callback-Failure-Callback-Retries", "2"),
            ("Upstash-Callback-Failure-Callback-Forward-X-A", "inner"), ("Upstash-Failure-Callback", Url + "/3"), ("Upstash-Failure-Callback-Forward-X-A", "outer"));
        var inner = settings.Callback!.FailureCallback!;
        Assert.Equal((Url, Url + "/2", 2, Url + "/3"), (settings.Callback.Url, inner.Url, inner.Retries, settings.FailureCallback!.Url));
        Assert.Equal([new("X-A", "inner")], inner.Headers);
        Assert.Equal([new("X-A", "outer")], settings.FailureCallback.Headers);
        Assert.Empty(settings.Callback.Headers);
    }

    [Fact]
    public void Parameters_configure_callbacks_too_and_headers_beat_them()
    {
        var input = PublishInput.From(
            [new("Upstash-Callback-Retries", "1"), new("Upstash-Callback-Forward-X-A", "header")],
            [new("upstash-callback", Url), new("upstash-callback-retries", "2"), new("upstash-callback-method", "GET"), new("upstash-callback-forward-x-a", "parameter"),
             new("upstash-callback-failure-callback", Url), new("upstash-failure-callback", Url)]);
        var settings = PublishSettingsReader.Read(input, Limits, default, false).Settings!;
        Assert.Equal((Url, 1, "GET"), (settings.Callback!.Url, settings.Callback.Retries, settings.Callback.Method));
        Assert.Equal([new("X-A", "header")], settings.Callback.Headers);
        Assert.Equal((Url, Url), (settings.Callback.FailureCallback!.Url, settings.FailureCallback!.Url));
    }

    [Fact]
    public void What_configures_a_callback_that_has_no_url_is_left_out() // the workflow client sends it so with every call step
    {
        var settings = Accepted(("Upstash-Callback-Retries", "1"), ("Upstash-Failure-Callback-Forward-X", "1"), ("Upstash-Callback-Failure-Callback", Url));
        Assert.Equal((null, null), (settings.Callback, settings.FailureCallback));
    }

    [Theory]
    [InlineData("Label", "a")]
    [InlineData("Feature-Set", "LazyFetch")]
    [InlineData("Content-Type", "text/plain")]
    [InlineData("Unknown", "1")]
    [InlineData("Telemetry-Sdk", "1")]
    public void What_says_nothing_about_a_callback_is_left_out(string rest, string value) =>
        Assert.Equal(new Callback { Url = Url, Headers = [] }, Accepted(("Upstash-Callback", Url), ("Upstash-Callback-" + rest, value)).Callback! with { Headers = [] });

    [Theory]
    [ProtocolItem(44)]
    [InlineData("Upstash-Callback", "a.example/done", "endpoint has invalid scheme")]
    [InlineData("Upstash-Failure-Callback", "topic-name", "endpoint has invalid scheme")]
    [InlineData("Upstash-Callback-Failure-Callback", "a.example", "endpoint has invalid scheme")]
    [InlineData("Upstash-Callback", "http://169.254.169.254/", "endpoint resolves to a forbidden address")]
    [InlineData("Upstash-Callback", "http://127.0.0.1:80/", "endpoint resolves to a loopback address")]
    [InlineData("Upstash-Failure-Callback", "http://user:secret@a.example/", "user name")]
    [InlineData("Upstash-Callback", "http://a.example/a b", "blank")]
    [InlineData("Upstash-Callback-Method", "TRACE", "is none of")]
    [InlineData("Upstash-Callback-Retries", "-1", "is not a whole number")]
    [InlineData("Upstash-Callback-Retries", "NaN", "is not a whole number")]
    [InlineData("Upstash-Failure-Callback-Timeout", "soon", "is not a duration")]
    [InlineData("Upstash-Callback-Delay", "x", "is not a duration")]
    [InlineData("Upstash-Callback-Retry-Delay", "sin(1)", "sin")]
    [InlineData("Upstash-Callback-Flow-Control-Key", "k", "needs Upstash-Callback-Flow-Control-Value")]
    [InlineData("Upstash-Callback-Failure-Callback-Flow-Control-Value", "rate=1", "needs Upstash-Callback-Failure-Callback-Flow-Control-Key")]
    [InlineData("Upstash-Callback-Forward-X Y", "1", "not a valid header name")]
    [InlineData("Upstash-Callback-Forward-X", "1\r\nY: 2", "control characters")]
    [InlineData("Upstash-Failure-Callback-Method", "a\ufffd", "is not valid UTF-8")]
    [InlineData("Upstash-Callback-Callback", Url, "callbacks nest no deeper")]
    [InlineData("Upstash-Callback-Callback-Retries", "1", "callbacks nest no deeper")]
    [InlineData("Upstash-Failure-Callback-Callback", Url, "callbacks nest no deeper")]
    [InlineData("Upstash-Failure-Callback-Failure-Callback", Url, "callbacks nest no deeper")]
    [InlineData("Upstash-Callback-Failure-Callback-Failure-Callback-Retries", "1", "callbacks nest no deeper")]
    [InlineData("Upstash-Callback-Not-Before", "1", "a callback takes none")]
    [InlineData("Upstash-Callback-Deduplication-Id", "1", "a callback takes none")]
    [InlineData("Upstash-Callback-Queue-Name", "q", "a callback takes none")]
    [InlineData("Upstash-Callback-Redact-Fields", "body", "a callback takes none")]
    [InlineData("Upstash-Failure-Callback-Header-Forward", "true", "a callback takes none")]
    [InlineData("Upstash-Callback-Workflow-Runid", "wfr_1", "not supported yet")]
    public void A_wrong_header_of_a_callback_is_a_400_with_its_full_name(string name, string value, string error)
    {
        var refusal = Read((name, value)).Refusal!;
        Assert.Equal(400, refusal.Status);
        Assert.StartsWith(name + ": ", refusal.Error, StringComparison.Ordinal);
        Assert.Contains(error, refusal.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("; ", refusal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Upstash-Callback-Retries", "6", "quota maxRetries exceeded, current limit: 5")]
    [InlineData("Upstash-Failure-Callback-Retries", "6", "quota maxRetries exceeded, current limit: 5")]
    [InlineData("Upstash-Callback-Failure-Callback-Retries", "99999999999", "quota maxRetries exceeded, current limit: 5")]
    [InlineData("Upstash-Callback-Delay", "3601s", "quota maxDelay exceeded, current limit: 3600")]
    public void The_limits_of_messages_hold_for_callbacks(string name, string value, string error) =>
        Assert.Equal(new Refusal(412, $"{name}: {error}"), Read(("Upstash-Callback", Url), (name, value)).Refusal);

    [Fact]
    public void Headers_that_do_not_fit_are_named_as_the_callbacks() => Assert.StartsWith(
        "Upstash-Callback-Forward-*: forwarded headers are longer",
        Read(("Upstash-Callback", Url), ("Upstash-Callback-Forward-A", new string('x', 70_000))).Refusal!.Error, StringComparison.Ordinal);

    [Fact]
    public void As_many_headers_as_a_head_of_64_KiB_holds_are_forwarded() =>
        Assert.Null(Read(("Upstash-Callback", Url), ("Upstash-Callback-Forward-A", new string('x', 65_000))).Refusal);

    [Fact]
    public void No_depth_of_nesting_reaches_the_end_of_the_stack()
    {
        var name = "Upstash-" + string.Concat(Enumerable.Repeat("Callback-Failure-", 100_000)) + "Callback";
        var refusal = Read((name, "1")).Refusal!;
        Assert.Equal(400, refusal.Status);
        Assert.InRange(refusal.Error.Length, 1, 500);
    }

    [Fact]
    public void Very_many_errors_are_counted_rather_than_listed()
    {
        var refusal = Read([.. Enumerable.Range(0, 10_000).Select(number => ($"Upstash-Callback-Forward-{number} ", "1"))]).Refusal!;
        Assert.EndsWith("; and 9900 more", refusal.Error, StringComparison.Ordinal);
    }

    private static PublishSettings Accepted(params (string Name, string Value)[] headers)
    {
        var (settings, refusal) = Read(headers);
        Assert.Null(refusal);
        return settings!;
    }

    private static (PublishSettings? Settings, Refusal? Refusal) Read(params (string Name, string Value)[] headers) => PublishSettingsReader.Read(
        PublishInput.From(headers.Select(header => KeyValuePair.Create(header.Name, header.Value)), []), Limits, DateTimeOffset.UnixEpoch, loopbackAllowed: false);
}
