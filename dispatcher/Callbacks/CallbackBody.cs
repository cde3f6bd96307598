using System.Buffers;
using System.Text.Json;
using Postrider.Core.Model;
using Postrider.Core.Store;
using Postrider.Dispatcher.Delivery;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Callbacks;

/// <summary>What a callback says: the answer of the attempt, and the message that it was made for.</summary>
internal static class CallbackBody
{
    /// <summary>The JSON; <paramref name="dlqId"/> names the dead letter in a failure callback.</summary>
    public static byte[] Of(Settlement settlement, EndpointDefinition? endpoint, AttemptOutcome outcome, string? dlqId)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        WriteAnswer(json, settlement, endpoint, outcome);
        WriteSource(json, settlement.Lease.Message, endpoint);
        if (dlqId is not null)
        {
            json.WriteString("dlqId", dlqId);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteAnswer(Utf8JsonWriter json, Settlement settlement, EndpointDefinition? endpoint, AttemptOutcome outcome)
    {
        var retried = settlement.Lease.Retried;
        json.WriteNumber("status", outcome.Status);
        WriteHeaders(json, "header", outcome.Headers ?? new Dictionary<string, string[]>());
        json.WriteBase64String("body", outcome.Body ?? []);
        json.WriteNumber("retried", retried);
        // A message that ended early is over all the same: who waits for the last callback knows it by these two being equal.
        json.WriteNumber("maxRetries", settlement is Settlement.Bury ? retried : AttemptPolicy.MaxRetries(settlement.Lease.Message, endpoint));
    }

    private static void WriteSource(Utf8JsonWriter json, Message message, EndpointDefinition? endpoint)
    {
        json.WriteString("sourceMessageId", message.Id.ToString());
        WriteText(json, "topicName", message.TopicName);
        WriteText(json, "endpointName", message.SubscriberName);
        json.WriteString("url", message.Url ?? endpoint?.Url ?? $"endpoint/{message.Endpoint}");
        json.WriteString("method", AttemptPolicy.Method(message, endpoint));
        WriteHeaders(json, "sourceHeader", HeaderMap.Of(message));
        json.WriteBase64String("sourceBody", message.Body.Span);
        json.WriteNumber("notBefore", message.NotBeforeMs);
        json.WriteNumber("createdAt", message.CreatedAtMs);
        WriteText(json, "scheduleId", message.ScheduleId);
        WriteText(json, "callerIP", message.CallerIp);
    }

    private static void WriteHeaders(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string[]> headers)
    {
        json.WriteStartObject(name);
        foreach (var (header, values) in headers)
        {
            json.WriteStartArray(header);
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }
}
