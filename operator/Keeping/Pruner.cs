using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Registry;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Keeping;

/// <summary>Removes what Redis holds from our source and the source declares no longer: what was deleted while no operator ran.</summary>
internal sealed partial class Pruner(IResourceSource source, IRegistryWriter registry, IEnumerable<IControllerLoop> loops, ILogger<Pruner> logger)
{
    private readonly Dictionary<ResourceKind, IControllerLoop> byKind = loops.ToDictionary(loop => loop.Kind);

    public async Task RunAsync(CancellationToken cancel)
    {
        foreach (var (kind, name) in await registry.ListAsync(source.Name, cancel))
        {
            if (!byKind[kind].Declares(name) && await IsGoneAsync(kind, name, cancel))
            {
                await registry.RemoveAsync(kind, name, source.Name, cancel);
                Removed(kind, name);
            }
        }
    }

    // A source that cannot be asked has removed nothing, and must not keep the registry incomplete.
    private async Task<bool> IsGoneAsync(ResourceKind kind, ResourceName name, CancellationToken cancel)
    {
        try
        {
            return await source.IsGoneAsync(kind, name, cancel);
        }
        catch (Exception exception) when (!RedisTrouble.Is(exception) && !cancel.IsCancellationRequested)
        {
            Unsure(kind, name, exception.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} {Name} is declared no longer and was removed.")]
    private partial void Removed(ResourceKind kind, ResourceName name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {Name} may be declared no longer, but that could not be confirmed: {Problem}")]
    private partial void Unsure(ResourceKind kind, ResourceName name, string problem);
}
