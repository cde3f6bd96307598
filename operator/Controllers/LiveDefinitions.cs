using System.Collections.Concurrent;
using System.Text.Json;
using Postrider.Core.Model;

namespace Postrider.Operator.Controllers;

/// <summary>The last good definition of each resource of one kind. Writes one only when it changed, or when Redis may have lost it.</summary>
internal sealed class LiveDefinitions<TDefinition>(Func<TDefinition, CancellationToken, Task> write, RegistryEpoch epoch)
    where TDefinition : class
{
    private readonly ConcurrentDictionary<ResourceName, Entry> held = new();

    public IEnumerable<ResourceName> Names => held.Keys;

    public TDefinition? Find(ResourceName name) => held.GetValueOrDefault(name)?.Definition;

    /// <summary>As <see cref="Find"/>, but null when Redis may hold something else by now.</summary>
    public TDefinition? FindCertain(ResourceName name) => held.GetValueOrDefault(name) is { } entry && entry.Epoch == epoch.Current ? entry.Definition : null;

    /// <summary>Whether <see cref="PutAsync"/> would write <paramref name="definition"/>.</summary>
    public bool IsNews(ResourceName name, TDefinition definition) =>
        held.GetValueOrDefault(name) is not { } entry || entry.Epoch != epoch.Current || entry.Text != Text(definition);

    /// <summary>Makes <paramref name="definition"/> live; null keeps the last good one live.</summary>
    public async Task PutAsync(ResourceName name, TDefinition? definition, CancellationToken cancel)
    {
        if ((definition ?? Find(name)) is not { } wanted || !IsNews(name, wanted))
        {
            return;
        }

        var began = epoch.Current; // before the write: one that Redis lost meanwhile must be repeated
        await write(wanted, cancel);
        held[name] = new Entry(wanted, Text(wanted), began);
    }

    public void Forget(ResourceName name) => held.TryRemove(name, out _);

    private static string Text(TDefinition definition) => JsonSerializer.Serialize(definition);

    private sealed record Entry(TDefinition Definition, string Text, int Epoch);
}
