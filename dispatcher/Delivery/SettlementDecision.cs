using Postrider.Core.Model;
using Postrider.Core.Store;

namespace Postrider.Dispatcher.Delivery;

/// <summary>What becomes of a message after an attempt: pure, with time and chance passed in.</summary>
internal static class SettlementDecision
{
    public static Settlement Of(Lease lease, EndpointDefinition? endpoint, AttemptOutcome outcome, DateTimeOffset now, double random, TimeSpan longestDelay)
    {
        if (outcome.IsSuccess)
        {
            return new Settlement.Delivered(lease);
        }

        var maxRetries = AttemptPolicy.MaxRetries(lease.Message, endpoint);
        if (lease.Retried >= maxRetries || ResponseClassifier.IsNonRetryable(outcome))
        {
            return Bury(lease, outcome, maxRetries, now);
        }

        var asked = ResponseClassifier.RetryAfterOf(outcome, now);
        return new Settlement.Retry(lease, AttemptPolicy.Delay(lease.Message, endpoint, lease.Retried, asked, random, longestDelay));
    }

    /// <summary>A message that fails for good without an attempt.</summary>
    public static Settlement Bury(Lease lease, AttemptOutcome outcome, DateTimeOffset now) => Bury(lease, outcome, AttemptPolicy.MaxRetries(lease.Message, null), now);

    private static Settlement.Bury Bury(Lease lease, AttemptOutcome outcome, int maxRetries, DateTimeOffset now) => new(lease, DeadLetterId.Of(lease.Message.Id, now), new DeadLetterReason
    {
        ResponseStatus = outcome.Status,
        ResponseHeader = outcome.Headers,
        ResponseBody = outcome.Body,
        Error = outcome.Error,
        Retried = lease.Retried,
        MaxRetries = maxRetries,
    }.ToBytes());
}
