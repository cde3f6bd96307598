using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Controllers;

/// <summary>Tells whether something else than our source declared a name. What it knows is at most two seconds old.</summary>
internal sealed class NameOwners(IRegistryWriter registry, IResourceSource source, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);
    private static readonly string[] Sources = ["kubernetes", "directory", "api"];
    private readonly SemaphoreSlim gate = new(1, 1);
    private Dictionary<(ResourceKind, ResourceName), string> taken = [];
    private DateTimeOffset readAt = DateTimeOffset.MinValue;

    /// <summary>The refusal when another source owns the name, which is then left alone; null when it is free or ours.</summary>
    public async Task<Verdict?> CheckAsync(ResourceKind kind, ResourceName name, CancellationToken cancel)
    {
        var others = await ReadAsync(cancel);
        return others.TryGetValue((kind, name), out var owner)
            ? new Verdict(Reasons.NameTaken, $"metadata.name: {kind} '{name.Name}' of namespace '{name.Namespace}' is already declared by the source '{owner}'.")
            : null;
    }

    public void Dispose() => gate.Dispose();

    private async Task<Dictionary<(ResourceKind, ResourceName), string>> ReadAsync(CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            if (time.GetUtcNow() - readAt > MaxAge)
            {
                taken = await ReadOthersAsync(cancel);
                readAt = time.GetUtcNow();
            }

            return taken;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Dictionary<(ResourceKind, ResourceName), string>> ReadOthersAsync(CancellationToken cancel)
    {
        var found = new Dictionary<(ResourceKind, ResourceName), string>();
        foreach (var other in Sources.Where(candidate => candidate != source.Name))
        {
            foreach (var entry in await registry.ListAsync(other, cancel))
            {
                found[entry] = other;
            }
        }

        return found;
    }
}
