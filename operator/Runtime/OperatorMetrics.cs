using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Postrider.Core.Model;

namespace Postrider.Operator.Runtime;

/// <summary>What the operator counts.</summary>
internal sealed class OperatorMetrics
{
    /// <summary>Name of the meter that all instruments belong to.</summary>
    public const string MeterName = "Postrider.Operator";

    private const string KindTag = "kind";
    private readonly TimeProvider time;
    private readonly Meter meter;
    private readonly Counter<long> reconciles;
    private readonly Counter<long> errors;
    private readonly Counter<long> statusPatches;
    private readonly ConcurrentDictionary<string, long> lastEvents = new(StringComparer.Ordinal);

    public OperatorMetrics(Meter meter, TimeProvider time)
    {
        (this.meter, this.time) = (meter, time);
        reconciles = meter.CreateCounter<long>("postrider.operator.reconciles", null, "Resources reconciled.");
        errors = meter.CreateCounter<long>("postrider.operator.reconcile_errors", null, "Reconciles that failed and are repeated.");
        statusPatches = meter.CreateCounter<long>("postrider.operator.status_patches", null, "Statuses written.");
        statusPatches.Add(0);
        meter.CreateObservableGauge("postrider.operator.since_last_event", SinceLastEvent, "s", "Since the source of a kind was last heard: an event, a bookmark or a list.");
    }

    public void CountReconcile(ResourceKind kind) => reconciles.Add(1, Tag(kind.ToString()));

    public void CountError(ResourceKind kind) => errors.Add(1, Tag(kind.ToString()));

    public void CountStatusPatch() => statusPatches.Add(1);

    /// <summary>The source of <paramref name="what"/> was heard: an event, a bookmark or a list.</summary>
    public void Heard(string what) => lastEvents[what] = time.GetTimestamp();

    /// <summary>Shows whether this operator works, and how much each of its loops still has to do.</summary>
    /// <param name="loops">Those that run now: none while another operator leads.</param>
    public void Observe(Func<IReadOnlyList<IControllerLoop>> loops)
    {
        meter.CreateObservableGauge("postrider.operator.leader", () => loops().Count > 0 ? 1 : 0, null, "1 for the operator that works, 0 for those that stand by.");
        meter.CreateObservableGauge(
            "postrider.operator.queue_length", () => loops().Select(loop => new Measurement<long>(loop.QueueLength, Tag(loop.Kind.ToString()))), null, "Resources that wait to be reconciled.");
        foreach (var kind in Enum.GetNames<ResourceKind>())
        {
            reconciles.Add(0, Tag(kind));
            errors.Add(0, Tag(kind));
        }
    }

    private IEnumerable<Measurement<double>> SinceLastEvent() =>
        lastEvents.Select(entry => new Measurement<double>(time.GetElapsedTime(entry.Value).TotalSeconds, Tag(entry.Key)));

    private static KeyValuePair<string, object?> Tag(string kind) => new(KindTag, kind);
}
