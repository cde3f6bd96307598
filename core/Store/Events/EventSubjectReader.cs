using Postrider.Core.Model;
using Postrider.Core.Store.Records;

namespace Postrider.Core.Store.Events;

/// <summary>Reads what an <see cref="EventSubjectWriter"/> wrote: each field changes the message that the next events are about.</summary>
internal sealed class EventSubjectReader(string ns)
{
    private string kept = "";

    /// <summary>The message, as far as the log knows it.</summary>
    public Message Current { get; private set; } = EventSubjectWriter.Nothing with { Namespace = ns };

    public void Take(scoped in EnvelopeReader field)
    {
        switch ((EventTag)field.Tag)
        {
            case EventTag.UrlKept: kept = (Current.Url ?? "")[..(int)field.Number]; break;
            case EventTag.UrlTail: Current = Current with { Url = Text(kept + field.Text) }; break;
            case EventTag.Endpoint: Current = Current with { Endpoint = Text(field.Text) }; break;
            case EventTag.Method: Current = Current with { Method = Text(field.Text) }; break;
            case EventTag.Label: Current = Current with { Label = Text(field.Text) }; break;
            case EventTag.Topic: Current = Current with { TopicName = Text(field.Text) }; break;
            case EventTag.Subscriber: Current = Current with { SubscriberName = Text(field.Text) }; break;
            case EventTag.Schedule: Current = Current with { ScheduleId = Text(field.Text) }; break;
            case EventTag.CallerIp: Current = Current with { CallerIp = Text(field.Text) }; break;
            case EventTag.Queue: Current = Current with { Queue = Text(field.Text) }; break;
            case EventTag.FlowKey: Current = Current with { FlowKey = Text(field.Text) }; break;
            case EventTag.Limits: Current = Current with { FlowLimits = Text(field.Text) is { } limits ? RecordLimits.Read(limits) : null }; break;
            case EventTag.RetryDelay: Current = Current with { RetryDelay = Text(field.Text) }; break;
            case EventTag.TopicRetryDelay: Current = Current with { TopicRetryDelay = Text(field.Text) }; break;
            case EventTag.Retries: Current = Current with { Retries = (int?)Number(field.Number) }; break;
            case EventTag.TopicRetries: Current = Current with { TopicRetries = (int?)Number(field.Number) }; break;
            case EventTag.Timeout: Current = Current with { TimeoutMs = Number(field.Number) }; break;
        }
    }

    private static string? Text(string written) => written.Length == 0 ? null : written;

    private static long? Number(long written) => written == 0 ? null : written - 1;
}
