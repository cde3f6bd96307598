using Postrider.Core.Model;

namespace Postrider.Operator.Sources;

/// <summary>Reads keys of Secrets that may be used, see <see cref="SecretUse"/>, or of ConfigMaps, and tells when one that was asked for may have changed.</summary>
internal interface IValueReader
{
    /// <summary>Raised with its namespace and name when it appeared, changed or went.</summary>
    event Action<ResourceName>? Changed;

    /// <summary>Reads one key. Throws when the source cannot be asked; the caller tries again.</summary>
    Task<ValueReading> ReadAsync(ResourceName name, string key, CancellationToken cancel);

    /// <summary>Looks after changes of what was asked for until cancelled, and forgets it then.</summary>
    Task RefreshAsync(CancellationToken cancel);
}
