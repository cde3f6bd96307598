using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Store.Events;
using Postrider.Dispatcher.Delivery;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Api;

/// <summary>An event as the API shows it. Where official clients read different names, both are there.</summary>
internal sealed record LogEntryView
{
    public required long Time { get; init; }

    public required string MessageId { get; init; }

    public required string State { get; init; }

    public required string Url { get; init; }

    public string? Error { get; init; }

    public long? NextDeliveryTime { get; init; }

    public string? TopicName { get; init; }

    public string? EndpointName { get; init; }

    public string? ScheduleId { get; init; }

    public string? QueueName { get; init; }

    public required string Method { get; init; }

    public Dictionary<string, string[]>? Header { get; init; }

    /// <summary>Base64.</summary>
    public string? Body { get; init; }

    public string? Callback { get; init; }

    public string? FailureCallback { get; init; }

    public Dictionary<string, string[]>? CallbackHeaders { get; init; }

    public Dictionary<string, string[]>? FailureCallbackHeaders { get; init; }

    public int? ResponseStatus { get; init; }

    /// <summary>Base64.</summary>
    public string? ResponseBody { get; init; }

    public IReadOnlyDictionary<string, string[]>? ResponseHeaders { get; init; }

    public IReadOnlyDictionary<string, string[]>? ResponseHeader => ResponseHeaders;

    /// <summary>Milliseconds.</summary>
    public long? Timeout { get; init; }

    public required int MaxRetries { get; init; }

    public string? RetryDelayExpression { get; init; }

    public string? RetryDelayExpr => RetryDelayExpression;

    public string? Label { get; init; }

    public string[]? Labels { get; init; }

    public string? FlowControlKey { get; init; }

    public int? Parallelism { get; init; }

    public int? Rate { get; init; }

    /// <summary>Seconds.</summary>
    public long? Period { get; init; }

    /// <param name="happened">What the log says.</param>
    /// <param name="kept">The message itself, for what the log does not hold; null when it is gone.</param>
    /// <param name="registry">Where Endpoints are looked up.</param>
    public static LogEntryView From(MessageEvent happened, Message? kept, RegistrySnapshot registry)
    {
        var subject = happened.Subject;
        var endpoint = subject.Endpoint is null ? null : registry.Endpoints.GetValueOrDefault(new(subject.Namespace, subject.Endpoint));
        var labels = subject.Label?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var redaction = Redaction.Of(kept?.Redaction);
        var outcome = happened.Outcome;
        return new()
        {
            Time = happened.TimeMs,
            MessageId = happened.Id.ToString(),
            State = NameOf(happened.State),
            Url = MessageFactory.ShownUrl(subject, registry),
            Error = ErrorOf(happened),
            NextDeliveryTime = happened.NextMs,
            TopicName = subject.TopicName,
            EndpointName = subject.SubscriberName,
            ScheduleId = subject.ScheduleId,
            QueueName = subject.Queue,
            Method = AttemptPolicy.Method(subject, endpoint),
            Header = kept is null ? null : ShownHeaders.Of(kept),
            Body = kept is null ? null : BodyOf(kept, redaction),
            Callback = kept?.Callback?.Destination,
            FailureCallback = kept?.FailureCallback?.Destination,
            CallbackHeaders = HeadersOf(kept?.Callback, redaction),
            FailureCallbackHeaders = HeadersOf(kept?.FailureCallback, redaction),
            ResponseStatus = outcome is { Unsent: false } ? outcome.Status : null,
            ResponseBody = outcome?.Body is { } body ? Convert.ToBase64String(body) : null,
            ResponseHeaders = outcome?.Headers,
            Timeout = subject.TimeoutMs,
            MaxRetries = AttemptPolicy.MaxRetries(subject, endpoint),
            RetryDelayExpression = subject.RetryDelay,
            Label = labels?.FirstOrDefault(),
            Labels = labels,
            FlowControlKey = subject.FlowKey,
            Parallelism = subject.FlowLimits?.Parallelism is > 0 and var parallelism ? parallelism : null,
            Rate = subject.FlowLimits?.Rate is > 0 and var rate ? rate : null,
            Period = subject.FlowLimits is { } flow ? FlowControlValue.Seconds(flow) : null,
        };
    }

    private static string NameOf(EventState state) => state == EventState.CancelRequested ? "CANCEL_REQUESTED" : state.ToString().ToUpperInvariant();

    private static string? ErrorOf(MessageEvent happened) => happened.State is EventState.Error or EventState.Failed
        ? happened.Outcome?.Error ?? $"the destination answered with status {happened.Outcome?.Status}"
        : null;

    private static string? BodyOf(Message message, Redaction redaction) => message.Body.IsEmpty ? null
        : Convert.ToBase64String(redaction.HidesBody ? System.Text.Encoding.UTF8.GetBytes(Redaction.Hash(message.Body.Span)) : message.Body.Span);

    private static Dictionary<string, string[]>? HeadersOf(Callback? callback, Redaction redaction) => callback is null ? null : ShownHeaders.Of(callback.Headers, redaction);
}
