using System.Text.Json.Nodes;
using Postrider.Core.Model;

namespace Postrider.Operator.Sources.Directory;

/// <summary>The Secrets of the folder, or its ConfigMaps. One that is declared twice keeps its last good values.</summary>
/// <param name="kind">The kind, as <see cref="Catalog"/> calls it.</param>
/// <param name="isAllowed">Whether a document may be used.</param>
/// <param name="read">Takes the values out of a document; null for one that is no text.</param>
internal sealed class DirectoryValues(
    string kind, Func<JsonObject, bool> isAllowed, Func<JsonObject, IReadOnlyDictionary<string, string?>> read) : IValueReader
{
    private volatile Dictionary<ResourceName, IReadOnlyDictionary<string, string?>> held = [];

    public event Action<ResourceName>? Changed;

    public static DirectoryValues OfSecrets() => new(Catalog.Secret, SecretUse.IsAllowed, ValueDocument.ReadSecret);

    public static DirectoryValues OfConfigMaps() => new(Catalog.ConfigMap, _ => true, ValueDocument.ReadConfigMap);

    public Task<ValueReading> ReadAsync(ResourceName name, string key, CancellationToken cancel) => Task.FromResult(Read(name, key));

    // The folder is followed as a whole.
    public Task RefreshAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Takes those of a new content and returns a sentence for each that is declared more than once, or has what is no text.</summary>
    public IReadOnlyList<string> Take(Catalog catalog)
    {
        var before = held;
        var now = new Dictionary<ResourceName, IReadOnlyDictionary<string, string?>>();
        var problems = new List<string>();
        foreach (var documents in catalog.OfKind(kind))
        {
            var name = documents[0].Name;
            if (documents.Count == 1 && isAllowed(documents[0].Content))
            {
                now[name] = read(documents[0].Content);
                problems.AddRange(ValueDocument.Problems(documents[0].Content).Select(problem => $"{Short(kind)} {name}: {problem}: {Catalog.Places(documents)}"));
            }
            else if (documents.Count > 1)
            {
                problems.Add($"{Short(kind)} {name} is declared more than once: {Catalog.Places(documents)}");
                if (before.TryGetValue(name, out var lastGood))
                {
                    now[name] = lastGood;
                }
            }
        }

        held = now;
        foreach (var name in before.Keys.Union(now.Keys).Where(name => !Same(before.GetValueOrDefault(name), now.GetValueOrDefault(name))))
        {
            Changed?.Invoke(name);
        }

        return problems;
    }

    private static string Short(string kind) => kind[(kind.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private ValueReading Read(ResourceName name, string key)
    {
        if (!held.TryGetValue(name, out var values))
        {
            return new ValueReading.NotFound();
        }

        return values.GetValueOrDefault(key) is { } value ? new ValueReading.Found(value) : new ValueReading.KeyNotFound();
    }

    private static bool Same(IReadOnlyDictionary<string, string?>? one, IReadOnlyDictionary<string, string?>? other) =>
        one is not null && other is not null && one.Count == other.Count
        && one.All(entry => other.TryGetValue(entry.Key, out var value) && value == entry.Value);
}
