using System.Globalization;
using Postrider.Core.Store;

namespace Postrider.Dispatcher.Hosting;

/// <summary>Counters of this process in the Prometheus text format.</summary>
internal sealed class DispatcherMetrics
{
    private long accepted;
    private long delivered;
    private long retried;
    private long buried;
    private long droppedEvents;

    public void CountAccepted(int messages) => Interlocked.Add(ref accepted, messages);

    public void Count(Settlement settlement)
    {
        switch (settlement)
        {
            case Settlement.Delivered:
                Interlocked.Increment(ref delivered);
                break;
            case Settlement.Retry:
                Interlocked.Increment(ref retried);
                break;
            case Settlement.Bury:
                Interlocked.Increment(ref buried);
                break;
        }
    }

    public void CountDroppedEvents(int records) => Interlocked.Add(ref droppedEvents, records);

    public string ToText() => string.Concat(
        Line("postrider_messages_accepted_total", "Messages accepted by this gateway.", ref accepted),
        Line("postrider_messages_delivered_total", "Attempts of this worker that succeeded.", ref delivered),
        Line("postrider_messages_retried_total", "Attempts of this worker that failed and are repeated.", ref retried),
        Line("postrider_messages_buried_total", "Messages that this worker made dead letters.", ref buried),
        Line("postrider_events_dropped_total", "Records of the event log that were not written.", ref droppedEvents));

    private static string Line(string name, string help, ref long value) =>
        string.Create(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} counter\n{name} {Interlocked.Read(ref value)}\n");
}
