using Postrider.Core.Decisions;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Delivery;

/// <summary>What a response asks for.</summary>
internal static class ResponseClassifier
{
    private const int NonRetryableStatus = 489;

    /// <summary>Status 489 together with its header: no further attempt.</summary>
    public static bool IsNonRetryable(AttemptOutcome outcome) =>
        outcome.Status == NonRetryableStatus && "true".Equals(First(outcome, HeaderNames.NonRetryableError), StringComparison.OrdinalIgnoreCase);

    /// <summary>When the receiver wants to be called again; null when it does not say so in a form we read.</summary>
    public static TimeSpan? RetryAfterOf(AttemptOutcome outcome, DateTimeOffset now) => RetryAfter.Headers
        .Select(name => First(outcome, name)).Select(value => value is null ? null : RetryAfter.Read(value, now)).FirstOrDefault(delay => delay is not null);

    private static string? First(AttemptOutcome outcome, string name) =>
        outcome.Headers?.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value?[0];
}
