using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Store;

namespace Postrider.Dispatcher.Delivery;

/// <summary>
/// Finds where a message goes now. What cannot be resolved uses no attempt: its gate closes for a while and it waits.
/// Only a complete registry proves an Endpoint gone, and only after a grace are its messages buried.
/// </summary>
internal sealed partial class TargetResolver(
    RegistryReader registry, EndpointTargets targets, LeaseStore leases, IOptions<DeliveryOptions> options, ILogger<TargetResolver> logger)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    /// <summary>The target, or what becomes of the message without one.</summary>
    public async Task<(DeliveryTarget? Target, Settlement? Otherwise)> ResolveAsync(Lease lease)
    {
        if (lease.Message.Url is { } url)
        {
            return (DeliveryTarget.ToUrl(url), null);
        }

        var name = new ResourceName(lease.Message.Namespace, lease.Message.Endpoint!);
        var endpoint = registry.Current.Endpoints.GetValueOrDefault(name) ?? await registry.ReadEndpointAsync(name).ConfigureAwait(false);
        if (endpoint is null)
        {
            return (null, await MissingAsync(lease, name).ConfigureAwait(false));
        }

        return targets.Open(endpoint) is { } target ? (target, null) : (null, await UnreadableAsync(lease, name).ConfigureAwait(false));
    }

    private async Task<Settlement> MissingAsync(Lease lease, ResourceName name)
    {
        var gone = await registry.IsCompleteAsync().ConfigureAwait(false);
        var over = await CloseAsync(lease, name, gone).ConfigureAwait(false);
        return over ? SettlementDecision.Bury(lease, $"Endpoint {name} not found") : new Settlement.Release(lease, TimeSpan.Zero);
    }

    private async Task<Settlement> UnreadableAsync(Lease lease, ResourceName name)
    {
        SecretUnreadable(name.ToString());
        await CloseAsync(lease, name, gone: false).ConfigureAwait(false);
        return new Settlement.Release(lease, TimeSpan.Zero);
    }

    private Task<bool> CloseAsync(Lease lease, ResourceName name, bool gone)
    {
        var grace = options.Value.MissingEndpointGrace;
        var pause = gone && grace < LongestPause ? grace : LongestPause;
        return leases.CloseGateAsync(lease.Message.Id.Partition, Lane.EndpointGate(name), pause < ShortestPause ? ShortestPause : pause, gone, grace);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Secrets of Endpoint {Endpoint} cannot be opened: none of Encryption:Keys fits. Its messages wait.")]
    private partial void SecretUnreadable(string endpoint);
}
