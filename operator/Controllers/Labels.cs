namespace Postrider.Operator.Controllers;

/// <summary>Labels and what they select.</summary>
internal static class Labels
{
    /// <summary>The same labels in a fixed order, so that equal ones are written alike.</summary>
    public static IReadOnlyDictionary<string, string> Sorted(IReadOnlyDictionary<string, string> labels) =>
        new SortedDictionary<string, string>(labels.ToDictionary(label => label.Key, label => label.Value), StringComparer.Ordinal);

    /// <summary>Whether <paramref name="labels"/> hold all of <paramref name="wanted"/>.</summary>
    public static bool Match(IReadOnlyDictionary<string, string> wanted, IReadOnlyDictionary<string, string> labels) =>
        wanted.All(label => labels.TryGetValue(label.Key, out var value) && value == label.Value);
}
