using Postrider.Core.Model;

namespace Postrider.Operator.Controllers;

/// <summary>Where the definitions of one kind are live.</summary>
internal interface ILiveStore<TDefinition>
    where TDefinition : class, IDefinition
{
    /// <summary>Makes a definition live.</summary>
    /// <returns>Null, or the other source that holds the name; then nothing changed.</returns>
    Task<string?> PutAsync(TDefinition definition, CancellationToken cancel);

    /// <summary>What is live of our source; null when nothing is.</summary>
    Task<TDefinition?> FindOursAsync(ResourceName name);
}
