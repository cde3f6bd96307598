using Postrider.Core.Registry;
using Postrider.Operator.Controllers;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Keeping;

/// <summary>Writes everything once more, removes what is declared no longer, and then says that the registry is complete.</summary>
internal sealed class RegistryPass(
    IResourceSource source, IRegistryWriter registry, RegistryEpoch epoch, IEnumerable<IControllerLoop> loops, Pruner pruner, LiveNames live)
{
    private readonly List<IControllerLoop> inOrder = [.. loops.OrderBy(loop => loop.Kind)]; // destinations before what sends to them

    /// <summary>Returns whether Redis then held everything; false when it lost something meanwhile and another pass is needed.</summary>
    public async Task<bool> RunAsync(CancellationToken cancel)
    {
        epoch.Advance();
        foreach (var loop in inOrder)
        {
            await loop.PassAsync(cancel);
        }

        await pruner.RunAsync(cancel);
        if (!await HoldsEverythingAsync(cancel))
        {
            return false;
        }

        await registry.MarkCompleteAsync(cancel);
        return await HoldsEverythingAsync(cancel); // a flush just before the mark
    }

    private async Task<bool> HoldsEverythingAsync(CancellationToken cancel)
    {
        var expected = live.All.ToList(); // before the look: what is removed while we look is missing rightly, and the next pass sees it
        var held = (await registry.ListAsync(source.Name, cancel)).ToHashSet();
        return expected.All(held.Contains);
    }
}
