using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Postrider.Core.Model;

namespace Postrider.Operator.Runtime;

/// <summary>What the operator counts, as Prometheus text.</summary>
internal sealed class OperatorMetrics(TimeProvider time)
{
    private readonly ConcurrentDictionary<ResourceKind, long> reconciles = new();
    private readonly ConcurrentDictionary<ResourceKind, long> errors = new();
    private readonly ConcurrentDictionary<string, long> lastEvents = new(StringComparer.Ordinal);
    private long statusPatches;

    public void CountReconcile(ResourceKind kind) => reconciles.AddOrUpdate(kind, 1, (_, before) => before + 1);

    public void CountError(ResourceKind kind) => errors.AddOrUpdate(kind, 1, (_, before) => before + 1);

    public void CountStatusPatch() => Interlocked.Increment(ref statusPatches);

    /// <summary>The source of <paramref name="what"/> was heard: an event, a bookmark or a list.</summary>
    public void Heard(string what) => lastEvents[what] = time.GetTimestamp();

    /// <summary>The text of <c>/metrics</c>.</summary>
    public string Write(IEnumerable<IControllerLoop> loops)
    {
        var text = new StringBuilder();
        Write(text, "postrider_operator_reconciles_total", "counter", "kind", reconciles.Select(entry => (entry.Key.ToString(), (double)entry.Value)));
        Write(text, "postrider_operator_reconcile_errors_total", "counter", "kind", errors.Select(entry => (entry.Key.ToString(), (double)entry.Value)));
        Write(text, "postrider_operator_status_patches_total", "counter", "source", [("all", Interlocked.Read(ref statusPatches))]);
        Write(text, "postrider_operator_queue_length", "gauge", "kind", loops.Select(loop => (loop.Kind.ToString(), (double)loop.QueueLength)));
        Write(text, "postrider_operator_seconds_since_last_event", "gauge", "kind", lastEvents.Select(entry => (entry.Key, time.GetElapsedTime(entry.Value).TotalSeconds)));
        return text.ToString();
    }

    private static void Write(StringBuilder text, string name, string type, string label, IEnumerable<(string Label, double Value)> values)
    {
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {type}\n");
        foreach (var (value, number) in values.OrderBy(entry => entry.Label, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}{{{label}=\"{value}\"}} {number}\n");
        }
    }
}
