using Postrider.Core.Model;
using Postrider.Core.Store.Records;

namespace Postrider.Core.Store.Events;

/// <summary>One entry of a namespace's stream: a batch, and the id that Redis gave it when it was written.</summary>
public sealed record EventEntry(string Namespace, int Partition, long Ms, long Number, byte[] Batch)
{
    /// <summary>
    /// Its events in the order in which they were written. Whatever the clocks of the writers say, no event shows as later than its entry, nor
    /// as more than <see cref="EventStore.LongestLag"/> earlier: so one who reads entries in order knows which events can still come.
    /// </summary>
    public IReadOnlyList<MessageEvent> Read()
    {
        var events = new List<MessageEvent>();
        var subject = new EventSubjectReader(Namespace);
        EventOutcome? outcome = null;
        var lastMs = 0L;
        var reader = new EnvelopeReader(Batch);
        while (reader.Next())
        {
            if ((EventTag)reader.Tag == EventTag.Event)
            {
                var record = ReadHead(reader.Content, lastMs, out var id);
                lastMs = record.TimeMs;
                Expand(new(Partition, id), record, subject.Current, outcome, events);
                outcome = null;
            }
            else
            {
                subject.Take(reader);
                EventOutcomeFields.Take(reader, ref outcome);
            }
        }

        return events;
    }

    private static EventRecord ReadHead(ReadOnlySpan<byte> head, long lastMs, out byte[] id)
    {
        id = head.Slice(1, MessageId.Size).ToArray();
        var left = head[(1 + MessageId.Size)..];
        var change = Next(ref left);
        var time = lastMs + ((long)(change >> 1) ^ -(long)(change & 1));
        var retried = (int)Next(ref left);
        var age = (long)Next(ref left);
        var wait = (long)Next(ref left);
        return new((EventKind)head[0], time, retried, age == 0 ? 0 : time - age + 1, wait == 0 ? 0 : time + wait - 1);
    }

    private static ulong Next(ref ReadOnlySpan<byte> left)
    {
        var value = EnvelopeReader.Varint(left, out var bytes);
        left = left[bytes..];
        return value;
    }

    private void Expand(MessageId id, in EventRecord record, Message subject, EventOutcome? outcome, List<MessageEvent> to)
    {
        var template = new MessageEvent { Id = id, Subject = subject, Retried = record.Retried, State = default, Position = default };
        if (record.StartedMs != 0)
        {
            Add(to, template, EventState.Active, record.StartedMs);
        }

        var failed = outcome is null ? template : template with { Outcome = outcome };
        if (record.Kind is EventKind.Retried or EventKind.Failed && outcome is not { Unsent: true })
        {
            Add(to, failed, EventState.Error, record.TimeMs);
        }

        switch (record.Kind)
        {
            case EventKind.Created: Add(to, template with { NextMs = record.NextMs }, EventState.Created, record.TimeMs); break;
            case EventKind.Active: Add(to, template, EventState.Active, record.TimeMs); break;
            case EventKind.Delivered: Add(to, template, EventState.Delivered, record.TimeMs); break;
            case EventKind.Retried: Add(to, template with { NextMs = record.NextMs }, EventState.Retry, record.TimeMs); break;
            case EventKind.Failed: Add(to, failed, EventState.Failed, record.TimeMs); break;
            case EventKind.Canceled:
                Add(to, template, EventState.CancelRequested, record.TimeMs);
                Add(to, template, EventState.Canceled, record.TimeMs);
                break;
        }
    }

    // What happens to a message at one moment: attempts in their order, then what ends it.
    private void Add(List<MessageEvent> to, MessageEvent template, EventState state, long timeMs)
    {
        var attempt = state is EventState.CancelRequested or EventState.Canceled ? ushort.MaxValue : template.Retried;
        var order = (attempt << 3) | (int)state;
        var shownMs = Math.Clamp(timeMs, Ms - (long)EventStore.LongestLag.TotalMilliseconds, Ms);
        to.Add(template with { State = state, Position = new(shownMs, order, Ms, Number, to.Count) });
    }
}
