using System.Collections.Concurrent;
using Postrider.Core.Model;

namespace Postrider.Operator.Runtime;

/// <summary>The resources of one kind as last seen. Says which name changed; the first complete list makes it synced.</summary>
internal sealed class ResourceCache<T>
    where T : class
{
    private const string Everywhere = "";
    private readonly ConcurrentDictionary<ResourceName, Declared<T>> held = new();
    private readonly ConcurrentDictionary<string, bool> seen = new();
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Raised when a resource is new, asks for something else, or is gone; not for a change of status.</summary>
    public event Action<ResourceName>? Changed;

    public Task Synced => synced.Task;

    public ICollection<ResourceName> Names => held.Keys;

    public IEnumerable<Declared<T>> All => held.Values;

    /// <summary>Whether a complete list of the namespace has been seen.</summary>
    public bool HasSeen(string space) => seen.ContainsKey(space) || seen.ContainsKey(Everywhere);

    public Declared<T>? Find(ResourceName name) => held.GetValueOrDefault(name);

    public void Set(Declared<T> resource)
    {
        var before = held.GetValueOrDefault(resource.Name);
        held[resource.Name] = resource;
        if (before is null || !before.AsksSameAs(resource))
        {
            Changed?.Invoke(resource.Name);
        }
    }

    public void Remove(ResourceName name)
    {
        if (held.TryRemove(name, out _))
        {
            Changed?.Invoke(name);
        }
    }

    /// <summary>Takes a complete list of one namespace, or of all when <paramref name="space"/> is null: what it lacks is gone.</summary>
    public void Replace(IReadOnlyCollection<Declared<T>> all, string? space)
    {
        var names = all.Select(resource => resource.Name).ToHashSet();
        foreach (var gone in held.Keys.Where(name => (space is null || name.Namespace == space) && !names.Contains(name)))
        {
            Remove(gone);
        }

        foreach (var resource in all)
        {
            Set(resource);
        }

        seen[space ?? Everywhere] = true;
    }

    /// <summary>Says that everything there is has been seen once.</summary>
    public void MarkSynced() => synced.TrySetResult();
}
