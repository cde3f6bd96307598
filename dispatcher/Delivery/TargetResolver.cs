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

    /// <summary>The target; without one why there will be none, or neither when the message waits on.</summary>
    public ValueTask<(DeliveryTarget? Target, string? Gone)> ResolveAsync(Lease lease) => lease.Message.Url is { } url
        ? new((DeliveryTarget.ToUrl(url), null))
        : new(ResolveEndpointAsync(lease, new(lease.Message.Namespace, lease.Message.Endpoint!)));

    /// <summary>The Endpoint of a message that is not attempted, as far as it is known; null for a URL too.</summary>
    public EndpointDefinition? FindEndpoint(Message message) =>
        message.Endpoint is { } name ? registry.Current.Endpoints.GetValueOrDefault(new(message.Namespace, name)) : null;

    private async Task<(DeliveryTarget? Target, string? Gone)> ResolveEndpointAsync(Lease lease, ResourceName name)
    {
        await registry.ReachAsync(Math.Max(lease.Message.RegistryVersion, lease.RegistryVersion)).ConfigureAwait(false);
        var known = registry.Current;
        var endpoint = known.Endpoints.GetValueOrDefault(name) ?? await registry.ReadEndpointAsync(name).ConfigureAwait(false);
        if (endpoint is null)
        {
            return (null, await MissingAsync(lease, name, known.Version).ConfigureAwait(false));
        }

        if (targets.Open(endpoint) is { } target)
        {
            return (target, null);
        }

        SecretUnreadable(name.ToString());
        await CloseAsync(lease, name, gone: false, known.Version).ConfigureAwait(false);
        return (null, null);
    }

    private async Task<string?> MissingAsync(Lease lease, ResourceName name, long known)
    {
        var gone = await registry.IsCompleteAsync().ConfigureAwait(false);
        return await CloseAsync(lease, name, gone, known).ConfigureAwait(false) ? $"Endpoint {name} not found" : null;
    }

    private Task<bool> CloseAsync(Lease lease, ResourceName name, bool gone, long known)
    {
        var grace = options.Value.MissingEndpointGrace;
        var pause = gone && grace < LongestPause ? grace : LongestPause;
        return leases.CloseGateAsync(lease.Message.Id.Partition, MessageRoute.EndpointGate(name), pause < ShortestPause ? ShortestPause : pause, gone, grace, known);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Secrets of Endpoint {Endpoint} cannot be opened: none of Encryption:Keys fits. Its messages wait.")]
    private partial void SecretUnreadable(string endpoint);
}
