namespace Postrider.Dispatcher.Protocol;

/// <summary>Every header of the wire protocol that Postrider reads or writes.</summary>
internal static class HeaderNames
{
    public const string Prefix = "Upstash-";
    public const string ForwardPrefix = "Upstash-Forward-";
    public const string ContentType = "Content-Type";
    public const string UserAgent = "User-Agent";

    public const string Method = "Upstash-Method";
    public const string HeaderForward = "Upstash-Header-Forward";
    public const string Delay = "Upstash-Delay";
    public const string NotBefore = "Upstash-Not-Before";
    public const string Retries = "Upstash-Retries";
    public const string RetryDelay = "Upstash-Retry-Delay";
    public const string Timeout = "Upstash-Timeout";
    public const string DeduplicationId = "Upstash-Deduplication-Id";
    public const string ContentBasedDeduplication = "Upstash-Content-Based-Deduplication";
    public const string FlowControlKey = "Upstash-Flow-Control-Key";
    public const string FlowControlValue = "Upstash-Flow-Control-Value";
    public const string Label = "Upstash-Label";
    public const string RedactFields = "Upstash-Redact-Fields";
    public const string QueueName = "Upstash-Queue-Name";
    public const string Callback = "Upstash-Callback";
    public const string FailureCallback = "Upstash-Failure-Callback";
    public const string Cron = "Upstash-Cron";

    public const string MessageId = "Upstash-Message-Id";
    public const string Retried = "Upstash-Retried";
    public const string MaxRetries = "Upstash-Max-Retries";
    public const string Signature = "Upstash-Signature";
    public const string TopicName = "Upstash-Topic-Name";
    public const string ScheduleId = "Upstash-Schedule-Id";
    public const string CallerIp = "Upstash-Caller-Ip";
    public const string NonRetryableError = "Upstash-NonRetryable-Error";

    /// <summary>Configuration of the protocol that this version does not serve: refused rather than silently not done.</summary>
    public static bool IsNotServed(string name) => Array.Exists(NotServed, start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Whether a header belongs to one connection, is set from the request itself, or is only the server's to say,
    /// and so is not sent even when the publisher asks for it.
    /// </summary>
    public static bool IsNeverForwarded(string name) => NeverForwarded.Contains(name) || name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a header concerns the publisher's request alone, so that asking for all headers does not mean it: credentials, what proxies add.</summary>
    public static bool IsOfTheRequestOnly(string name) => OfTheRequestOnly.Contains(name) || name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase);

    private static readonly string[] NotServed = ["Upstash-Workflow-"];

    private static readonly HashSet<string> NeverForwarded = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "TE", "Trailer", "Upgrade", "Expect", ContentType,
        MessageId, Retried, MaxRetries, Signature, TopicName, ScheduleId, CallerIp, "Upstash-Region",
    };

    private static readonly HashSet<string> OfTheRequestOnly = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Accept-Encoding", "Forwarded", "X-Real-Ip",
    };
}
