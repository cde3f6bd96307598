using Microsoft.Extensions.Options;
using Postrider.Core.Secrets;

namespace Postrider.Operator.Keys;

/// <summary>The keys of the settings.</summary>
internal sealed class ConfiguredKeys(IOptions<EncryptionOptions> options) : IKeys
{
    public SecretBox Box { get; } = new(options.Value);

    public Task EnsureAsync(CancellationToken cancel) => Task.CompletedTask;
}
