using Postrider.Core.Model;

namespace Postrider.Core.Decisions;

/// <summary>How long to wait before a retry, from the first policy that says anything.</summary>
public static class RetryBackoff
{
    public const int DefaultRetries = 3;
    private const long DayMs = 86_400_000;

    /// <summary>
    /// Delay before the next retry, ms. <paramref name="retried"/> is the number of retries made; <paramref name="random"/> in [0, 1) spreads the jitter.
    /// Without any policy: min(86400 s, e^(2.5·n)), n = 1 for the first retry (the QStash default).
    /// </summary>
    public static long DelayMs(string? messageExpression, RetryPolicy? endpoint, string? topicExpression, int retried, double random, long maxMs)
    {
        if (messageExpression is not null)
        {
            return Evaluate(messageExpression, retried, maxMs);
        }

        if (endpoint?.DelayExpression is { } expression)
        {
            return Evaluate(expression, retried, maxMs);
        }

        if (endpoint?.Backoff is { } backoff)
        {
            return Stepped(backoff, retried, random);
        }

        return topicExpression is not null ? Evaluate(topicExpression, retried, maxMs) : (long)Math.Min(DayMs, Math.Exp(2.5 * (retried + 1)) * 1000);
    }

    /// <summary>A Topic's policy as the one expression that its messages carry; jitter is left to Endpoints.</summary>
    public static string? AsExpression(RetryPolicy? policy) => policy switch
    {
        { DelayExpression: { } expression } => expression,
        { Backoff: { } backoff } => FormattableString.Invariant($"min({backoff.MaxMs}, {backoff.InitialMs} * pow({backoff.Factor}, retried))"),
        _ => null,
    };

    private static long Stepped(BackoffPolicy backoff, int retried, double random)
    {
        var delay = Math.Min(backoff.MaxMs, backoff.InitialMs * Math.Pow(backoff.Factor, retried));
        var jitter = delay * backoff.JitterPercent / 100 * ((2 * random) - 1);
        return (long)Math.Max(0, delay + jitter);
    }

    private static long Evaluate(string expression, int retried, long maxMs) =>
        RetryDelayExpression.TryParse(expression, out var parsed, out _) ? parsed.DelayMs(retried, maxMs) : 0;
}
