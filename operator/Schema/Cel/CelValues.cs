using System.Text.Json;
using System.Text.Json.Nodes;

namespace Postrider.Operator.Schema.Cel;

/// <summary>Values of expressions: from JSON, and compared.</summary>
internal static class CelValues
{
    public static object FromJson(JsonNode node) => node switch
    {
        JsonObject fields => fields.Where(field => field.Value is not null).ToDictionary(field => field.Key, field => FromJson(field.Value!)),
        JsonArray items => items.Select(item => FromJson(item ?? throw new CelException("a list must not hold null"))).ToList(),
        _ => FromScalar(node.AsValue()),
    };

    /// <summary>Items of a list, keys of a map.</summary>
    public static IEnumerable<object> Items(object value) => value switch
    {
        IReadOnlyList<object> list => list,
        IReadOnlyDictionary<string, object> map => map.Keys,
        _ => throw new CelException("a list or a map is needed"),
    };

    public static bool AreEqual(object left, object right) => (left, right) switch
    {
        (IReadOnlyList<object> a, IReadOnlyList<object> b) => a.Count == b.Count && a.Zip(b).All(pair => AreEqual(pair.First, pair.Second)),
        _ => left.Equals(right),
    };

    public static int Compare(object left, object right) => (left, right) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        (IComparable a, _) when a.GetType() == right.GetType() => a.CompareTo(right),
        _ => throw new CelException("values of two types cannot be compared"),
    };

    private static object FromScalar(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetValue<string>(),
        _ => long.TryParse(value.ToJsonString(), out var whole) ? (object)whole : double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture),
    };
}
