using Postrider.Core.Model;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Tests.Protocol;

public sealed class PublishSettingsReaderTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    [Fact]
    public void Everything_that_can_be_asked_for_is_read()
    {
        var settings = Accepted(
            ("Content-Type", "application/json"), ("Upstash-Method", "put"), ("Upstash-Delay", "1h30m"), ("Upstash-Not-Before", "1700000100.9"),
            ("Upstash-Retries", "0"), ("Upstash-Retry-Delay", "1000 * retried"), ("Upstash-Timeout", "1.5s"), ("Upstash-Deduplication-Id", "order-1"),
            ("Upstash-Content-Based-Deduplication", "True"), ("Upstash-Flow-Control-Key", "key"), ("Upstash-Flow-Control-Value", "parallelism=2"),
            ("Upstash-Label", "a,b"), ("Upstash-Forward-X-A", "1"));
        Assert.Equal(("application/json", "PUT"), (settings.ContentType, settings.Method));
        Assert.Equal((5_400_000_000, 1_700_000_100_000_000), (settings.DelayMicros, settings.NotBeforeMicros));
        Assert.Equal((0, "1000 * retried", 1500L), (settings.Retries, settings.RetryDelay, settings.TimeoutMs));
        Assert.Equal(("order-1", true), (settings.DeduplicationId, settings.ContentBasedDeduplication));
        Assert.Equal(("key", new FlowLimits(2, 0, 1000)), (settings.FlowKey, settings.FlowLimits));
        Assert.Equal("a,b", settings.Label);
        Assert.Equal([new("X-A", "1")], settings.Headers);
    }

    [Fact]
    public void What_is_not_said_is_left_to_the_policies()
    {
        var settings = Accepted();
        Assert.Equal(new PublishSettings { Headers = settings.Headers }, settings);
        Assert.Empty(settings.Headers);
    }

    [Theory]
    [InlineData("Upstash-Method", "TRACE")]
    [InlineData("Upstash-Delay", "soon")]
    [InlineData("Upstash-Not-Before", "tomorrow")]
    [InlineData("Upstash-Not-Before", "-1")]
    [InlineData("Upstash-Retries", "-1")]
    [InlineData("Upstash-Retries", "1.5")]
    [InlineData("Upstash-Retry-Delay", "sin(1)")]
    [InlineData("Upstash-Timeout", "0")]
    [InlineData("Upstash-Timeout", "1x")]
    [InlineData("Upstash-Deduplication-Id", "a:b")]
    [InlineData("Upstash-Content-Based-Deduplication", "maybe")]
    [InlineData("Upstash-Header-Forward", "1")]
    [InlineData("Upstash-Flow-Control-Key", "alone")]
    [InlineData("Upstash-Flow-Control-Value", "rate=1")]
    [InlineData("Upstash-Label", "a\nb")]
    [InlineData("Content-Type", "text/\u0001")]
    [InlineData("Upstash-Label", "a\ufffd")]
    [InlineData("Upstash-Retry-Delay", "1000\0\r\nX-Evil: 1")]
    [InlineData("Upstash-Delay", "1.")]
    [InlineData("Upstash-Retry-Delay", "5.")]
    [InlineData("Upstash-Method", "PUT\0")]
    [InlineData("Upstash-Forward-X Y", "1")]
    [InlineData("Upstash-Forward-X-A", "1\r\nX-B: 2")]
    [InlineData("Upstash-Cron", "* * * *")]
    [InlineData("Upstash-Cron", "* * * * * *")]
    [InlineData("Upstash-Cron", "@every 1m")]
    [InlineData("Upstash-Cron", "@hourly")]
    [InlineData("Upstash-Cron", "61 * * * *")]
    [InlineData("Upstash-Cron", "0 0 31 2 *")]
    [InlineData("Upstash-Cron", "CRON_TZ=Europe/Nowhere 0 9 * * *")]
    [InlineData("Upstash-Cron", "CRON_TZ=Europe/Berlin")]
    [InlineData("Upstash-Cron", "CRON_TZ= 0 9 * * *")]
    [InlineData("Upstash-Cron", "TZ=Europe/Berlin 0 9 * * *")]
    [InlineData("Upstash-Schedule-Id", "has space")]
    [InlineData("Upstash-Schedule-Id", "a/b")]
    [InlineData("Upstash-Schedule-Id", "..")]
    [InlineData("Upstash-Schedule-Id", "lonely")]
    [InlineData("Upstash-Workflow-Runid", "wfr_1")]
    public void A_wrong_header_is_a_400_that_names_it(string name, string value)
    {
        var refusal = Refused((name, value));
        Assert.Equal(400, refusal.Status);
        Assert.StartsWith(name + ":", refusal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_reported_at_once_quotas_included()
    {
        var refusal = Refused(("Upstash-Method", "TRACE"), ("Upstash-Timeout", "x"), ("Upstash-Retry-Delay", "("), ("Upstash-Retries", "101"));
        Assert.Equal(400, refusal.Status);
        Assert.All(["Upstash-Method:", "Upstash-Timeout:", "Upstash-Retry-Delay:", "quota maxRetries"], part => Assert.Contains(part, refusal.Error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Upstash-Retries", "101", "Upstash-Retries: quota maxRetries exceeded, current limit: 100")]
    [InlineData("Upstash-Retries", "99999999999", "Upstash-Retries: quota maxRetries exceeded, current limit: 100")]
    [InlineData("Upstash-Delay", "4000d", "Upstash-Delay: quota maxDelay exceeded, current limit: 31536000")]
    [InlineData("Upstash-Delay", "366d", "Upstash-Delay: quota maxDelay exceeded, current limit: 31536000")]
    [InlineData("Upstash-Not-Before", "1800000000", "Upstash-Not-Before: quota maxDelay exceeded, current limit: 31536000")]
    public void Beyond_a_limit_the_answer_is_412(string name, string value, string error) => Assert.Equal(new Refusal(412, error), Refused((name, value)));

    [Theory]
    [InlineData("Content-Type")]
    [InlineData("Host")]
    [InlineData("content-length")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Proxy-Authorization")]
    [InlineData("Upstash-Message-Id")]
    [InlineData("upstash-signature")]
    public void Framing_and_the_servers_own_names_are_not_forwarded(string name) => Assert.Empty(Accepted(("Upstash-Forward-" + name, "1")).Headers);

    [Fact]
    public void Forwarding_all_headers_leaves_out_the_callers_credentials()
    {
        var settings = Accepted(
            ("Upstash-Header-Forward", "true"), ("Authorization", "Bearer token"), ("Accept-Encoding", "gzip"), ("Connection", "close"), ("X-A", "other"), ("X-B", "2"),
            ("Upstash-Forward-X-A", "forwarded"), ("Upstash-Forward-Authorization", "Bearer theirs"));
        Assert.Equal([new("X-A", "forwarded"), new("Authorization", "Bearer theirs"), new("X-B", "2")], settings.Headers);
    }

    [Fact]
    public void Forwarding_all_headers_leaves_out_what_proxies_add_and_what_belongs_to_the_connection()
    {
        var settings = Accepted(
            ("Upstash-Header-Forward", "true"), ("X-Forwarded-For", "10.0.0.1"), ("x-forwarded-proto", "https"), ("Forwarded", "for=10.0.0.1"), ("X-Real-Ip", "10.0.0.1"),
            ("Connection", "keep-alive, X-Hop"), ("X-Hop", "1"), ("X-A", "2"));
        Assert.Equal([new("X-A", "2")], settings.Headers);
        Assert.Equal([new("X-Forwarded-For", "1")], Accepted(("Upstash-Forward-X-Forwarded-For", "1")).Headers);
    }

    [Theory]
    [InlineData(",", null)]
    [InlineData(" , ,", null)]
    [InlineData("a", "a")]
    [InlineData("a, b,,c ", "a,b,c")]
    public void Labels_are_kept_without_blanks_and_empty_ones(string given, string? label) => Assert.Equal(label, Accepted(("Upstash-Label", given)).Label);

    [Fact]
    public void A_flow_control_key_must_fit_a_lane_in_bytes()
    {
        Assert.NotNull(Accepted(("Upstash-Flow-Control-Key", new string('k', 512)), ("Upstash-Flow-Control-Value", "rate=1")).FlowKey);
        var refusal = Refused(("Upstash-Flow-Control-Key", new string('ü', 257)), ("Upstash-Flow-Control-Value", "rate=1"));
        Assert.Equal("Upstash-Flow-Control-Key: longer than 512 bytes", refusal.Error);
    }

    [Fact]
    public void Without_asking_no_other_header_is_forwarded() => Assert.Empty(Accepted(("X-A", "1"), ("Cookie", "2")).Headers);

    [Fact]
    public void Headers_that_do_not_fit_a_record_are_refused() =>
        Assert.Equal(400, Refused(("Upstash-Forward-X-A", new string('x', 40_000)), ("Upstash-Forward-X-B", new string('x', 40_000))).Status);

    [Fact]
    public void A_time_in_the_past_means_now() => Assert.InRange(Accepted(("Upstash-Not-Before", "0")).NotBeforeMicros, 1, 1);

    private static PublishSettings Accepted(params (string Name, string Value)[] headers)
    {
        var (settings, refusal) = Read(headers);
        Assert.Null(refusal);
        return settings!;
    }

    private static Refusal Refused(params (string Name, string Value)[] headers)
    {
        var (settings, refusal) = Read(headers);
        Assert.Null(settings);
        return refusal!;
    }

    private static (PublishSettings? Settings, Refusal? Refusal) Read((string Name, string Value)[] headers) =>
        PublishSettingsReader.Read(PublishInput.From(headers.Select(header => KeyValuePair.Create(header.Name, header.Value)), []), new LimitsOptions(), Now, loopbackAllowed: false);
}
