using System.Diagnostics.Metrics;
using Postrider.Core.Store;

namespace Postrider.Dispatcher.Hosting;

/// <summary>What this process counts and measures.</summary>
internal sealed class DispatcherMetrics
{
    /// <summary>Name of the meter that all instruments belong to.</summary>
    public const string Meter = "Postrider.Dispatcher";

    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] };
    private readonly Counter<long> accepted;
    private readonly Counter<long> delivered;
    private readonly Counter<long> retried;
    private readonly Counter<long> buried;
    private readonly Counter<long> droppedEvents;
    private readonly Counter<long> fired;
    private readonly Counter<long> missed;
    private readonly Histogram<double> attempts;
    private readonly Histogram<double> lateness;

    public DispatcherMetrics(IMeterFactory meters, DispatcherRoles roles)
    {
        var meter = meters.Create(Meter);
        Counter<long> Count(string name, string description, bool shown = true)
        {
            var counter = meter.CreateCounter<long>(name, null, description);
            if (shown)
            {
                counter.Add(0); // a rate is to be seen from the first one on
            }

            return counter;
        }

        accepted = Count("postrider.messages.accepted", "Messages accepted by this gateway.", roles.Gateway);
        delivered = Count("postrider.messages.delivered", "Messages that this worker delivered.", roles.Worker);
        retried = Count("postrider.messages.retried", "Attempts of this worker that failed and are repeated.", roles.Worker);
        buried = Count("postrider.messages.buried", "Messages that this worker made dead letters.", roles.Worker);
        droppedEvents = Count("postrider.events.dropped", "Records of the event log that were not written.");
        fired = Count("postrider.schedules.fired", "Firings of schedules by this worker.", roles.Worker);
        missed = Count("postrider.schedules.missed", "Firings that came later than their schedule's starting deadline.", roles.Worker);
        attempts = meter.CreateHistogram("postrider.attempt.duration", "s", "From the start of an attempt until its outcome was known.", null, Seconds);
        lateness = meter.CreateHistogram("postrider.message.lateness", "s", "From the moment at which a message was due until its first attempt started.", null, Seconds);
    }

    public void CountAccepted(int messages) => accepted.Add(messages);

    public void Count(Settlement settlement)
    {
        switch (settlement)
        {
            case Settlement.Delivered:
                delivered.Add(1);
                break;
            case Settlement.Retry:
                retried.Add(1);
                break;
            case Settlement.Bury:
                buried.Add(1);
                break;
        }
    }

    public void CountDroppedEvents(int records) => droppedEvents.Add(records);

    public void CountFired() => fired.Add(1);

    public void CountMissed() => missed.Add(1);

    /// <summary>An attempt starts, at unix ms.</summary>
    public void Started(Lease lease, long startedMs)
    {
        if (lease.Retried == 0)
        {
            lateness.Record(Math.Max(0, startedMs - lease.Message.NotBeforeMs) / 1000.0);
        }
    }

    public void Ended(TimeSpan attempt) => attempts.Record(attempt.TotalSeconds);
}
