using Postrider.Core.Registry;
using Postrider.Operator.Controllers;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Keeping;

/// <summary>
/// Writes everything once more. When the source has been seen whole, it also removes what is declared no longer, and says that the registry
/// is complete.
/// </summary>
internal sealed class RegistryPass(
    IResourceSource source, IRegistryWriter registry, RegistryEpoch epoch, IEnumerable<IControllerLoop> loops, Pruner pruner, LiveNames live)
{
    private readonly List<IControllerLoop> inOrder = [.. loops.OrderBy(loop => loop.Kind)]; // destinations before what sends to them

    public async Task<PassResult> RunAsync(CancellationToken cancel)
    {
        var (isWhole, isSound) = (source.IsSynced, source.IsSound); // before the pass: what is seen from here on comes in the next one
        epoch.Advance();
        foreach (var loop in inOrder)
        {
            await loop.PassAsync(cancel);
        }

        if (isWhole)
        {
            await pruner.RunAsync(cancel);
        }

        if (!await HoldsEverythingAsync(cancel))
        {
            return new PassResult(false, null, isSound);
        }

        if (!isWhole)
        {
            return new PassResult(true, null, isSound);
        }

        var marker = await registry.MarkCompleteAsync(cancel);
        return new PassResult(await HoldsEverythingAsync(cancel), marker, isSound); // a flush just before the mark
    }

    /// <summary>Whether Redis holds all that was made live.</summary>
    public async Task<bool> HoldsEverythingAsync(CancellationToken cancel)
    {
        var expected = live.All.ToList(); // before the look: what is removed while we look is missing rightly, and the next pass sees it
        var held = (await registry.ListAsync(source.Name, cancel)).ToHashSet();
        return expected.All(held.Contains);
    }
}
