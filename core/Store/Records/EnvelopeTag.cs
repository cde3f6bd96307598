namespace Postrider.Core.Store.Records;

/// <summary>Fields of an envelope. A number that was given once keeps its meaning: records outlive the program that wrote them.</summary>
internal enum EnvelopeTag : byte
{
    CreatedAt = 1,
    NotBefore,
    Url,
    Method,
    ContentType,
    HeaderName,
    HeaderValue,
    Retries,
    RetryDelay,
    Timeout,
    Limits,
    Label,
    Topic,
    Subscriber,
    Schedule,
    CallerIp,
    TopicRetries,
    TopicRetryDelay,
    UrlTail,
    RegistryVersion,
    Callback,
    FailureCallback,
    Redaction,
    Delay,
    FlowKey,
    Endpoint,
    IsFailureCallback,
}
