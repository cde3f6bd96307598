using System.Text.Json.Serialization;
using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Dispatcher.Delivery;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Api;

/// <summary>A message, or with its last fields a dead letter, as the API shows it.</summary>
internal sealed record MessageView
{
    public required string MessageId { get; init; }

    public required string Url { get; init; }

    public string? TopicName { get; init; }

    public string? EndpointName { get; init; }

    public required string Method { get; init; }

    public Dictionary<string, string[]>? Header { get; init; }

    public string? Body { get; init; }

    public string? BodyBase64 { get; init; }

    public required int MaxRetries { get; init; }

    public required long NotBefore { get; init; }

    public required long CreatedAt { get; init; }

    /// <summary>Seconds.</summary>
    public long? Timeout { get; init; }

    public string? RetryDelayExpression { get; init; }

    public string? Callback { get; init; }

    public string? FailureCallback { get; init; }

    /// <summary>What the callback carries, not what configures it.</summary>
    public Dictionary<string, string[]>? CallbackHeader { get; init; }

    public Dictionary<string, string[]>? FailureCallbackHeader { get; init; }

    public string? QueueName { get; init; }

    public string? ScheduleId { get; init; }

    [JsonPropertyName("callerIP")]
    public string? CallerIP { get; set; } // not init: the two spellings would meet in one constructor parameter

    [JsonPropertyName("callerIp")]
    public string? CallerIp => CallerIP;

    public string? Label { get; init; }

    public string[]? Labels { get; init; }

    public string? FlowControlKey { get; init; }

    public int? Parallelism { get; init; }

    public int? Rate { get; init; }

    /// <summary>Seconds.</summary>
    public long? Period { get; init; }

    public string? DlqId { get; init; }

    public int? ResponseStatus { get; init; }

    public IReadOnlyDictionary<string, string[]>? ResponseHeader { get; init; }

    public string? ResponseBody { get; init; }

    public string? ResponseBodyBase64 { get; init; }

    /// <summary>In words, what ended the last attempt where there was no answer.</summary>
    public string? Error { get; init; }

    public static MessageView From(Message message, RegistrySnapshot registry)
    {
        var endpoint = message.Endpoint is null ? null : registry.Endpoints.GetValueOrDefault(new(message.Namespace, message.Endpoint));
        var redaction = Redaction.Of(message.Redaction);
        var (body, bodyBase64) = ShownBody.Of(message.Body.Span, redaction);
        var labels = message.Label?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new()
        {
            MessageId = message.Id.ToString(),
            Url = MessageFactory.ShownUrl(message, registry),
            TopicName = message.TopicName,
            EndpointName = message.SubscriberName,
            Method = AttemptPolicy.Method(message, endpoint),
            Header = ShownHeaders.Of(message),
            Body = body,
            BodyBase64 = bodyBase64,
            MaxRetries = AttemptPolicy.MaxRetries(message, endpoint),
            NotBefore = message.NotBeforeMs,
            CreatedAt = message.CreatedAtMs,
            Timeout = message.TimeoutMs is { } timeout ? (timeout + 999) / 1000 : null,
            RetryDelayExpression = message.RetryDelay,
            Callback = message.Callback?.Destination,
            FailureCallback = message.FailureCallback?.Destination,
            CallbackHeader = ShownHeaders.Of(message.Callback?.Headers ?? [], redaction),
            FailureCallbackHeader = ShownHeaders.Of(message.FailureCallback?.Headers ?? [], redaction),
            QueueName = message.Queue,
            ScheduleId = message.ScheduleId,
            CallerIP = message.CallerIp,
            Label = labels?.FirstOrDefault(),
            Labels = labels,
            FlowControlKey = message.FlowKey,
            Parallelism = message.FlowLimits?.Parallelism is > 0 and var parallelism ? parallelism : null,
            Rate = message.FlowLimits?.Rate is > 0 and var rate ? rate : null,
            Period = message.FlowLimits is { } flow ? FlowControlValue.Seconds(flow) : null,
        };
    }

    public static MessageView From(DeadLetter letter, RegistrySnapshot registry)
    {
        var (body, bodyBase64) = ShownBody.Of(letter.Reason.ResponseBody);
        return From(letter.Message, registry) with
        {
            DlqId = letter.DlqId,
            MaxRetries = letter.Reason.MaxRetries,
            ResponseStatus = letter.Reason.ResponseStatus,
            ResponseHeader = letter.Reason.ResponseHeader,
            ResponseBody = body,
            ResponseBodyBase64 = bodyBase64,
            Error = letter.Reason.Error,
        };
    }
}
