using Postrider.Core.Secrets;

namespace Postrider.Operator.Keys;

/// <summary>The keys that the operator seals with.</summary>
internal interface IKeys
{
    /// <summary>Waits until there are keys.</summary>
    Task EnsureAsync(CancellationToken cancel);

    /// <summary>Seals and opens with them.</summary>
    SecretBox Box { get; }
}
