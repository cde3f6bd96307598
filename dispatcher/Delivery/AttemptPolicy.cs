using Postrider.Core.Decisions;
using Postrider.Core.Model;

namespace Postrider.Dispatcher.Delivery;

/// <summary>
/// What applies to an attempt: message header, then Endpoint, then Topic, then the protocol's default.
/// An Endpoint's method comes first, and its timeout is a ceiling.
/// </summary>
internal static class AttemptPolicy
{
    private const string DefaultMethod = "POST";

    public static string Method(Message message, EndpointDefinition? endpoint) => endpoint?.Method ?? message.Method ?? DefaultMethod;

    /// <summary>Retries after the first attempt.</summary>
    public static int MaxRetries(Message message, EndpointDefinition? endpoint) =>
        message.Retries ?? endpoint?.Retry?.Limit ?? message.TopicRetries ?? RetryBackoff.DefaultRetries;

    /// <summary>Longest duration of one attempt: the shortest of the message's, the Endpoint's and the dispatcher's own.</summary>
    public static TimeSpan Timeout(Message message, EndpointDefinition? endpoint, TimeSpan longest)
    {
        var shortest = Math.Min(message.TimeoutMs ?? long.MaxValue, endpoint?.TimeoutMs ?? long.MaxValue);
        return shortest < longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(shortest) : longest;
    }

    /// <summary>Wait before the next retry; what the response asks for comes first.</summary>
    public static TimeSpan Delay(Message message, EndpointDefinition? endpoint, int retried, TimeSpan? asked, double random, TimeSpan longest) =>
        asked ?? TimeSpan.FromMilliseconds(RetryBackoff.DelayMs(
            message.RetryDelay, endpoint?.Retry, message.TopicRetryDelay, retried, random, (long)longest.TotalMilliseconds));
}
