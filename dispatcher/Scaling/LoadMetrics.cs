using System.Diagnostics.Metrics;
using Postrider.Core.Store;
using Postrider.Dispatcher.Hosting;

namespace Postrider.Dispatcher.Scaling;

/// <summary>The load as gauges of a gateway; without Redis there are none.</summary>
internal sealed class LoadMetrics
{
    private readonly LoadReader reader;

    public LoadMetrics(IMeterFactory meters, LoadReader reader)
    {
        this.reader = reader;
        var meter = meters.Create(DispatcherMetrics.Meter);
        Gauge(meter, "postrider.messages.waiting", "Messages that wait for an attempt, now or later.", load => load.Waiting);
        Gauge(meter, "postrider.messages.in_flight", "Messages that workers hold.", load => load.InFlight);
        Gauge(meter, "postrider.lanes.due", "What a worker would take up now: lanes, schedules, and what dead workers hold.", load => load.Due);
        Gauge(meter, "postrider.dead_letters", "Messages that failed for good.", load => load.DeadLetters);
        meter.CreateObservableGauge("postrider.next_due.timestamp", () => Measure(load => load.NextDueMs / 1000.0), "s", "Unix time of the earliest message or schedule that is due or will be.");
    }

    private void Gauge(Meter meter, string name, string description, Func<Load, long> value) =>
        meter.CreateObservableGauge(name, () => Measure(load => value(load)), null, description);

    private IEnumerable<Measurement<double>> Measure(Func<Load, double?> value) => reader.Last is { } load && value(load) is { } number ? [new(number)] : [];
}
