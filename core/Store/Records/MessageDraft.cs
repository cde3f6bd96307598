using Postrider.Core.Model;

namespace Postrider.Core.Store.Records;

/// <summary>A message while its envelope is read: one object per message, for every delivery reads one.</summary>
internal struct MessageDraft()
{
    private readonly HeaderList headers = new();
    private long createdAt;
    private long? notBefore;
    private string? url;
    private string? urlTail;
    private string? method;
    private string? contentType;
    private int? retries;
    private string? retryDelay;
    private long? timeout;
    private FlowLimits? limits;
    private string? label;
    private string? topic;
    private string? subscriber;
    private string? schedule;
    private string? callerIp;
    private long registryVersion;
    private int? topicRetries;
    private string? topicRetryDelay;
    private Callback? callback;
    private Callback? failureCallback;
    private bool isFailureCallback;
    private string? redaction;

    public void Take(scoped in EnvelopeReader field)
    {
        switch (field.Tag)
        {
            case EnvelopeTag.CreatedAt: createdAt = field.Number; break;
            case EnvelopeTag.NotBefore: notBefore = field.Number; break;
            case EnvelopeTag.Url: url = field.Text; break;
            case EnvelopeTag.UrlTail: urlTail = field.Text; break;
            case EnvelopeTag.Method: method = field.Text; break;
            case EnvelopeTag.ContentType: contentType = field.Text; break;
            case EnvelopeTag.Retries: retries = (int)field.Number; break;
            case EnvelopeTag.RetryDelay: retryDelay = field.Text; break;
            case EnvelopeTag.Timeout: timeout = field.Number; break;
            case EnvelopeTag.Limits: limits = RecordLimits.Read(field.Text); break;
            case EnvelopeTag.Label: label = field.Text; break;
            case EnvelopeTag.Topic: topic = field.Text; break;
            case EnvelopeTag.Subscriber: subscriber = field.Text; break;
            case EnvelopeTag.Schedule: schedule = field.Text; break;
            case EnvelopeTag.CallerIp: callerIp = field.Text; break;
            case EnvelopeTag.RegistryVersion: registryVersion = field.Number; break;
            case EnvelopeTag.TopicRetries: topicRetries = (int)field.Number; break;
            case EnvelopeTag.TopicRetryDelay: topicRetryDelay = field.Text; break;
            case EnvelopeTag.Callback: callback = CallbackEnvelope.Read(field.Content); break;
            case EnvelopeTag.FailureCallback: failureCallback = CallbackEnvelope.Read(field.Content); break;
            case EnvelopeTag.IsFailureCallback: isFailureCallback = true; break;
            case EnvelopeTag.Redaction: redaction = field.Text; break;
            default: headers.Take(field); break;
        }
    }

    public readonly Message Build(MessageId id, MessageRoute route, ReadOnlyMemory<byte> body) => new()
    {
        Id = id,
        Namespace = route.Namespace,
        Url = urlTail is not null ? route.Destination[2..] + urlTail : url,
        Endpoint = route.Destination.StartsWith("e/", StringComparison.Ordinal) ? route.Destination[2..] : null,
        FlowKey = route.FlowKey.Length == 0 ? null : route.FlowKey,
        Queue = route.Queue.Length == 0 ? null : route.Queue,
        FlowLimits = limits,
        Method = method,
        ContentType = contentType,
        Headers = headers.All,
        CreatedAtMs = createdAt,
        NotBeforeMs = notBefore ?? createdAt,
        Retries = retries,
        RetryDelay = retryDelay,
        TimeoutMs = timeout,
        Label = label,
        TopicName = topic,
        SubscriberName = subscriber,
        ScheduleId = schedule,
        CallerIp = callerIp,
        RegistryVersion = registryVersion,
        TopicRetries = topicRetries,
        TopicRetryDelay = topicRetryDelay,
        Callback = callback,
        FailureCallback = failureCallback,
        IsFailureCallback = isFailureCallback,
        Redaction = redaction,
        Body = body,
    };
}
