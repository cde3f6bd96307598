using Postrider.Operator.Controllers;
using Postrider.Operator.Figures;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Keeping;

/// <summary>What the leader does: reconciles each kind, keeps Redis in agreement, and shows figures.</summary>
internal sealed class Work(IEnumerable<IControllerLoop> loops, ReferenceWatch references, IResourceSource source, RegistryKeeper keeper, FigureLoop figures, PresentLoops present)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        using var watching = references.Start();
        using var shown = present.Show([.. loops]);
        var running = loops.Select(loop => loop.RunAsync(cancel)).ToList(); // listening begins here, before the first pass reads the names
        await Task.WhenAll([.. running, keeper.RunAsync(cancel), source.Secrets.RefreshAsync(cancel), source.ConfigMaps.RefreshAsync(cancel), figures.RunAsync(cancel)]);
    }
}
