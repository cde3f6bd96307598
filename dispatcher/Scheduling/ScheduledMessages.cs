using System.Globalization;
using System.Text;
using Postrider.Core.Decisions;
using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Scheduling;

/// <summary>The messages of one firing. Their ids follow from schedule, generation and nominal time: made twice, they are stored once.</summary>
internal static class ScheduledMessages
{
    private static readonly TopicSubscriber Alone = new() { Name = "" };

    public static IReadOnlyList<NewMessage> Make(
        ScheduleDefinition schedule, string generation, long nominalMs, DateTimeOffset now, RegistrySnapshot registry, int partitions)
    {
        if (schedule.Topic is null)
        {
            return [Make(schedule, generation, nominalMs, now, Alone with { Url = schedule.Url, Endpoint = schedule.Endpoint }, null, registry.Version, partitions)];
        }

        return registry.Topics.GetValueOrDefault(new(schedule.Namespace, schedule.Topic)) is { } topic
            ? [.. MessageFactory.Expand(topic, registry).Select(subscriber => Make(schedule, generation, nominalMs, now, subscriber, topic, registry.Version, partitions))]
            : [];
    }

    private static NewMessage Make(
        ScheduleDefinition schedule, string generation, long nominalMs, DateTimeOffset now, TopicSubscriber subscriber, TopicDefinition? topic,
        long registryVersion, int partitions)
    {
        var createdAt = now.ToUnixTimeMilliseconds();
        var id = MessageId.FromParts(
            Partitioning.PartitionOf(schedule.Namespace, partitions),
            "schedule", schedule.Namespace, schedule.Name, generation, nominalMs.ToString(CultureInfo.InvariantCulture),
            subscriber.Identity, subscriber.Endpoint ?? ""); // a selector may find an Endpoint of another subscriber's name
        return new()
        {
            DelayMicros = schedule.DelayMs * 1000,
            Message = new Message
            {
                Id = id,
                Namespace = schedule.Namespace,
                Url = subscriber.Url,
                Endpoint = subscriber.Endpoint,
                Method = schedule.Method,
                ContentType = schedule.ContentType,
                Headers = schedule.Headers,
                Body = schedule.Body is null ? default : Encoding.UTF8.GetBytes(schedule.Body),
                CreatedAtMs = createdAt,
                NotBeforeMs = createdAt + schedule.DelayMs,
                Retries = schedule.Retry?.Limit,
                RetryDelay = RetryBackoff.AsExpression(schedule.Retry),
                TimeoutMs = schedule.TimeoutMs,
                ScheduleId = schedule.Name,
                TopicName = topic?.Name,
                SubscriberName = topic is null ? null : subscriber.Name,
                RegistryVersion = subscriber.Endpoint is null ? 0 : registryVersion,
                TopicRetries = topic?.Retry?.Limit,
                TopicRetryDelay = RetryBackoff.AsExpression(topic?.Retry),
            },
        };
    }
}
