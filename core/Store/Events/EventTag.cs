namespace Postrider.Core.Store.Events;

/// <summary>
/// Fields of a batch of events. Those of the message hold for all events that follow, until they are given again; those of the
/// outcome for the next event only. A number that was given once keeps its meaning.
/// </summary>
internal enum EventTag : byte
{
    Event = 1,

    /// <summary>How many characters a URL shares with the one before, and the rest of it.</summary>
    UrlKept,
    UrlTail,
    Endpoint,
    Method,
    Label,
    Topic,
    Subscriber,
    Schedule,
    CallerIp,
    Queue,
    FlowKey,
    Limits,
    RetryDelay,
    TopicRetryDelay,
    Retries,
    TopicRetries,
    Timeout,
    Status,
    Error,
    HeaderName,
    HeaderValue,
    Body,
    Unsent,
}
