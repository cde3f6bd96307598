using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Publishing;

/// <summary>
/// Resolves the destinations of one request. An unknown name may just not have come here yet, so the registry is read again,
/// once for all names of the request; and while it is being written anew, no name means anything.
/// </summary>
internal sealed class RequestDestinations(RegistryReader registry, string ns, bool loopbackAllowed)
{
    private bool refreshed;

    public async ValueTask<(Destination? Destination, Refusal? Refusal)> ResolveAsync(string text)
    {
        var resolved = Resolve(text);
        if (resolved.Destination is Destination.ToUrl || resolved.Refusal?.Status == 400 || (resolved.Refusal is null && registry.Current.Complete is not null))
        {
            return resolved;
        }

        await RefreshAsync().ConfigureAwait(false);
        return registry.Current.Complete is null
            ? (null, new(503, $"'{text}' is not known yet: the declared Topics and Endpoints are still being written"))
            : Resolve(text);
    }

    private async Task RefreshAsync()
    {
        if (refreshed)
        {
            return;
        }

        try
        {
            await registry.RefreshAsync().ConfigureAwait(false);
            refreshed = true;
        }
        catch (Exception exception) when (exception is StackExchange.Redis.RedisException or TimeoutException)
        {
            throw new StoreUnavailableException(exception);
        }
    }

    private (Destination? Destination, Refusal? Refusal) Resolve(string text) => DestinationResolver.Resolve(text, ns, registry.Current, loopbackAllowed);
}
