using Postrider.Core.Model;
using Postrider.Core.Store.Records;

namespace Postrider.Core.Store.Events;

/// <summary>Writes of each message only what differs from the message before: most that come together have much in common.</summary>
internal sealed class EventSubjectWriter(EnvelopeWriter to)
{
    internal static readonly Message Nothing = new() { Id = default, Namespace = "", CreatedAtMs = 0, NotBeforeMs = 0 };
    private Message before = Nothing;

    public void Write(Message message)
    {
        if (ReferenceEquals(message, before))
        {
            return;
        }

        Url(before.Url ?? "", message.Url ?? "");
        Text(EventTag.Endpoint, before.Endpoint, message.Endpoint);
        Text(EventTag.Method, before.Method, message.Method);
        Text(EventTag.Label, before.Label, message.Label);
        Text(EventTag.Topic, before.TopicName, message.TopicName);
        Text(EventTag.Subscriber, before.SubscriberName, message.SubscriberName);
        Text(EventTag.Schedule, before.ScheduleId, message.ScheduleId);
        Text(EventTag.CallerIp, before.CallerIp, message.CallerIp);
        Text(EventTag.Queue, before.Queue, message.Queue);
        Text(EventTag.FlowKey, before.FlowKey, message.FlowKey);
        Text(EventTag.RetryDelay, before.RetryDelay, message.RetryDelay);
        Text(EventTag.TopicRetryDelay, before.TopicRetryDelay, message.TopicRetryDelay);
        Number(EventTag.Retries, before.Retries, message.Retries);
        Number(EventTag.TopicRetries, before.TopicRetries, message.TopicRetries);
        Number(EventTag.Timeout, before.TimeoutMs, message.TimeoutMs);
        if (before.FlowLimits != message.FlowLimits)
        {
            to.Text((EnvelopeTag)EventTag.Limits, RecordLimits.Text(message.FlowLimits) ?? "");
        }

        before = message;
    }

    private void Url(string old, string url)
    {
        if (url == old)
        {
            return;
        }

        var kept = url.AsSpan().CommonPrefixLength(old);
        if (kept > 0 && char.IsHighSurrogate(url[kept - 1]))
        {
            kept--; // both halves of a pair are written together
        }

        to.Number((EnvelopeTag)EventTag.UrlKept, kept);
        to.Text((EnvelopeTag)EventTag.UrlTail, url[kept..]);
    }

    private void Text(EventTag tag, string? old, string? value)
    {
        if (!string.Equals(old, value, StringComparison.Ordinal))
        {
            to.Text((EnvelopeTag)tag, value ?? "");
        }
    }

    // 0 = none
    private void Number(EventTag tag, long? old, long? value)
    {
        if (old != value)
        {
            to.Number((EnvelopeTag)tag, value + 1 ?? 0);
        }
    }
}
