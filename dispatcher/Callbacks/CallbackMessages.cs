using System.Globalization;
using Postrider.Core.Model;
using Postrider.Core.Store;
using Postrider.Dispatcher.Delivery;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Callbacks;

/// <summary>
/// The messages that tell of an outcome: the callback of every attempt, the failure callback of the last one. Pure: their ids follow from
/// source, retry and kind, so that there is one of each whatever is repeated.
/// </summary>
internal static class CallbackMessages
{
    private const string Failure = "failure";

    /// <summary>The settlement with the callbacks that its message, or the Endpoint that it goes to, asked for.</summary>
    public static Settlement Accompany(Settlement settlement, EndpointDefinition? endpoint, AttemptOutcome outcome, DateTimeOffset now)
    {
        var message = settlement.Lease.Message;
        return message.Callback is null && FailureCallbackOf(message, endpoint) is null
            ? settlement
            : settlement with { Callbacks = Make(settlement, endpoint, outcome, now) };
    }

    // As with all policy the message's own comes first.
    private static Callback? FailureCallbackOf(Message message, EndpointDefinition? endpoint) =>
        message.FailureCallback ?? (message.IsFailureCallback ? null : endpoint?.FailureCallback?.ToCallback());

    private static List<NewMessage> Make(Settlement settlement, EndpointDefinition? endpoint, AttemptOutcome outcome, DateTimeOffset now)
    {
        var message = settlement.Lease.Message;
        var callbacks = new List<NewMessage>(2);
        if (message.Callback is { } callback && KindOf(settlement) is { } kind)
        {
            callbacks.Add(Make(callback, kind, CallbackBody.Of(settlement, endpoint, outcome, dlqId: null), settlement, endpoint, now));
        }

        if (settlement is Settlement.Bury { DlqId: var dlqId } && FailureCallbackOf(message, endpoint) is { } failureCallback)
        {
            callbacks.Add(Make(failureCallback, Failure, CallbackBody.Of(settlement, endpoint, outcome, dlqId), settlement, endpoint, now));
        }

        return callbacks;
    }

    private static string? KindOf(Settlement settlement) => settlement switch
    {
        Settlement.Delivered => "delivered",
        Settlement.Retry => "retry",
        Settlement.Bury => "failed",
        _ => null,
    };

    private static NewMessage Make(Callback callback, string kind, byte[] body, Settlement settlement, EndpointDefinition? endpoint, DateTimeOffset now)
    {
        var (source, retried) = (settlement.Lease.Message, settlement.Lease.Retried.ToString(CultureInfo.InvariantCulture));
        var createdAt = now.ToUnixTimeMilliseconds();
        return new()
        {
            DelayMicros = callback.DelayMs * 1000,
            Message = new Message
            {
                Id = MessageId.FromParts(source.Id.Partition, "callback", source.Id.ToString(), retried, kind),
                Namespace = source.Namespace,
                Url = callback.Url,
                Endpoint = callback.Endpoint,
                Method = callback.Method,
                ContentType = "application/json",
                Headers = callback.Headers,
                Body = body,
                CreatedAtMs = createdAt,
                NotBeforeMs = createdAt + callback.DelayMs,
                Retries = callback.Retries ?? (callback.Endpoint is null ? AttemptPolicy.MaxRetries(source, endpoint) : null),
                RetryDelay = callback.RetryDelay,
                TimeoutMs = callback.TimeoutMs,
                FlowKey = callback.FlowKey,
                FlowLimits = callback.FlowLimits,
                FailureCallback = callback.FailureCallback,
                IsFailureCallback = kind == Failure,
                Redaction = Redaction.OfCallback(source.Redaction),
            },
        };
    }
}
