using System.Globalization;
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
        var template = MessageTemplate.Of(schedule) with { ScheduleId = schedule.Name, CreatedAtMs = now.ToUnixTimeMilliseconds() };
        NewMessage MakeOne(TopicSubscriber subscriber, TopicDefinition? topic) => Timed(schedule, template with
        {
            Id = IdOf(schedule, template.Namespace, generation, nominalMs, subscriber, partitions),
            Url = subscriber.Url,
            Endpoint = subscriber.Endpoint,
            TopicName = topic?.Name,
            SubscriberName = topic is null ? null : subscriber.Name,
            RegistryVersion = subscriber.Endpoint is null ? 0 : registry.Version,
            TopicRetries = topic?.Retry?.Limit,
            TopicRetryDelay = RetryBackoff.AsExpression(topic?.Retry),
        });

        if (schedule.Topic is null)
        {
            return [MakeOne(Alone with { Url = schedule.Url, Endpoint = schedule.Endpoint }, null)];
        }

        return registry.Topics.GetValueOrDefault(new(template.Namespace, schedule.Topic)) is { } topic
            ? [.. MessageFactory.Expand(topic, registry).Select(subscriber => MakeOne(subscriber, topic))]
            : [];
    }

    private static MessageId IdOf(ScheduleDefinition schedule, string owner, string generation, long nominalMs, TopicSubscriber subscriber, int partitions) =>
        MessageId.FromParts(
            Partitioning.PartitionOf(owner, partitions),
            "schedule", schedule.Namespace, schedule.Name, generation, nominalMs.ToString(CultureInfo.InvariantCulture),
            subscriber.Identity, subscriber.Endpoint ?? ""); // a selector may find an Endpoint of another subscriber's name

    // A time that was given wins over a delay.
    private static NewMessage Timed(ScheduleDefinition schedule, Message message) => message.NotBeforeMs > 0
        ? new() { Message = message with { NotBeforeMs = Math.Max(message.NotBeforeMs, message.CreatedAtMs) }, NotBeforeMicros = message.NotBeforeMs * 1000 }
        : new() { Message = message with { NotBeforeMs = message.CreatedAtMs + schedule.DelayMs }, DelayMicros = schedule.DelayMs * 1000 };
}
