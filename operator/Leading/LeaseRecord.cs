using System.Globalization;
using System.Text.Json.Nodes;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Leading;

/// <summary>A Lease as the API server holds it.</summary>
/// <param name="Holder">Who leads; null when nobody does.</param>
/// <param name="Transitions">How often it has changed hands.</param>
/// <param name="Duration">What its holder says of how long others wait for it.</param>
/// <param name="Item">The whole object, for what others may have put into it.</param>
internal sealed record LeaseRecord(string? Holder, long Transitions, TimeSpan Duration, JsonObject Item)
{
    /// <summary>The state of the object: another one after every write.</summary>
    public string? Version => RawMetadata.Text(Item, "resourceVersion");

    public static LeaseRecord Read(JsonObject item)
    {
        var spec = item["spec"] as JsonObject;
        var holder = (string?)spec?["holderIdentity"];
        return new(string.IsNullOrEmpty(holder) ? null : holder, (long?)spec?["leaseTransitions"] ?? 0, TimeSpan.FromSeconds((long?)spec?["leaseDurationSeconds"] ?? 0), item);
    }

    /// <summary>A Lease that nobody has had yet.</summary>
    public static LeaseRecord New(string name) => new(null, 0, TimeSpan.Zero, new JsonObject
    {
        ["apiVersion"] = "coordination.k8s.io/v1",
        ["kind"] = "Lease",
        ["metadata"] = new JsonObject { ["name"] = name },
    });

    /// <summary>The object in which <paramref name="holder"/> has it.</summary>
    public JsonObject Taken(string holder, long transitions, TimeSpan duration, DateTimeOffset now) => With(spec =>
    {
        spec["holderIdentity"] = holder;
        spec["leaseTransitions"] = transitions;
        spec["leaseDurationSeconds"] = (long)duration.TotalSeconds;
        spec["acquireTime"] = Time(now);
        spec["renewTime"] = Time(now);
    });

    /// <summary>The object as its holder renews it.</summary>
    public JsonObject Renewed(DateTimeOffset now) => With(spec => spec["renewTime"] = Time(now));

    /// <summary>The object with a higher number of transitions.</summary>
    public JsonObject Raised(long transitions, DateTimeOffset now) => With(spec =>
    {
        spec["leaseTransitions"] = transitions;
        spec["renewTime"] = Time(now);
    });

    /// <summary>The object that anybody may take at once.</summary>
    public JsonObject Released(DateTimeOffset now) => With(spec =>
    {
        spec["holderIdentity"] = "";
        spec["leaseDurationSeconds"] = 1L;
        spec["renewTime"] = Time(now);
    });

    private JsonObject With(Action<JsonObject> change)
    {
        var item = Item.DeepClone().AsObject();
        if (item["spec"] is not JsonObject spec)
        {
            item["spec"] = spec = [];
        }

        change(spec);
        return item;
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
