using System.Collections.Concurrent;
using System.Text.Json;
using Postrider.Core.Model;

namespace Postrider.Operator.Controllers;

/// <summary>The last good definition of each resource of one kind. Writes one only when it changed, or when Redis may have lost it.</summary>
internal sealed class LiveDefinitions<TDefinition>(ILiveStore<TDefinition> store, RegistryEpoch epoch)
    where TDefinition : class, IDefinition
{
    private readonly ConcurrentDictionary<ResourceName, Entry> held = new();

    /// <summary>Raised when a definition is live for the first time, another one is, or none is any more.</summary>
    public event Action<ResourceName>? Changed;

    public IEnumerable<ResourceName> Names => held.Keys;

    /// <summary>What is live in a namespace.</summary>
    public IReadOnlyDictionary<string, TDefinition> In(string space) =>
        held.Where(entry => entry.Key.Namespace == space).ToDictionary(entry => entry.Key.Name, entry => entry.Value.Definition);

    public TDefinition? Find(ResourceName name) => held.GetValueOrDefault(name)?.Definition;

    /// <summary>What is live of this very resource, from an earlier run too.</summary>
    public async Task<TDefinition?> FindLastGoodAsync(ResourceName name, string? uid) => await FindAnyAsync(name) is { } found && IsOf(found, uid) ? found : null;

    /// <summary>Whether what is live under the name is of another resource, which is gone by now.</summary>
    public async Task<bool> HasPredecessorAsync(ResourceName name, string? uid) => await FindAnyAsync(name) is { } found && !IsOf(found, uid);

    /// <summary>As <see cref="Find"/>, but null when Redis may hold something else by now.</summary>
    public TDefinition? FindCertain(ResourceName name) => held.GetValueOrDefault(name) is { } entry && entry.Epoch == epoch.Current ? entry.Definition : null;

    /// <summary>Makes <paramref name="definition"/> live; null keeps the last good one live, that of an earlier run included.</summary>
    /// <returns>Null, or the other source that holds the name; then nothing of ours is live.</returns>
    public async Task<string?> PutAsync(ResourceName name, TDefinition? definition, CancellationToken cancel)
    {
        if ((definition ?? await FindAnyAsync(name)) is not { } wanted)
        {
            return null;
        }

        var (text, before) = (JsonSerializer.Serialize(wanted), held.GetValueOrDefault(name));
        var began = epoch.Current; // before the write: one that Redis lost meanwhile must be repeated
        if (before is not null && before.Epoch == began && before.Text == text)
        {
            return null;
        }

        if (await store.PutAsync(wanted, cancel) is { } other)
        {
            Forget(name);
            return other;
        }

        held[name] = new Entry(wanted, text, began);
        if (before?.Text != text)
        {
            Changed?.Invoke(name);
        }

        return null;
    }

    public void Forget(ResourceName name)
    {
        if (held.TryRemove(name, out _))
        {
            Changed?.Invoke(name);
        }
    }

    private async Task<TDefinition?> FindAnyAsync(ResourceName name) => Find(name) ?? await store.FindOursAsync(name);

    private static bool IsOf(TDefinition definition, string? uid) => definition.Uid is null || uid is null || definition.Uid == uid;

    private sealed record Entry(TDefinition Definition, string Text, int Epoch);
}
