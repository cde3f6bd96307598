using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Publishing;

/// <summary>
/// Resolves the destinations of one request. A Topic may have just been changed through another gateway, and an unknown name may just not have
/// come here yet: for those the registry is compared with Redis, once for all names of the request. While it is being written anew, no
/// name means anything but that of a Topic which the API made. In development there need be no operator: where none ever was, what is not
/// there is not awaited.
/// </summary>
internal sealed class RequestDestinations(RegistryReader registry, string ns, bool isDevelopment)
{
    private readonly Dictionary<string, TopicDefinition?> made = new(StringComparer.Ordinal);
    private bool refreshed;

    public async ValueTask<(Destination? Destination, Refusal? Refusal)> ResolveAsync(string text)
    {
        var resolved = Resolve(text);
        var isCertain = resolved.Destination is Destination.ToUrl || (resolved.Refusal?.Status == 400 && !DestinationResolver.MayBeTopic(text));
        if (isCertain || (resolved.Destination is Destination.ToEndpoint && registry.Current.Complete is not null))
        {
            return resolved;
        }

        await FromRedisAsync(RefreshAsync).ConfigureAwait(false);
        if (registry.Current.Complete is not null)
        {
            return Resolve(text);
        }

        await FromRedisAsync(() => FindMadeAsync(text)).ConfigureAwait(false);
        if (made[text] is { } topic)
        {
            return (new Destination.ToTopic(topic), null);
        }

        return isDevelopment && !registry.Current.WasComplete
            ? Resolve(text)
            : (null, new(503, $"'{text}' is not known yet: the declared Topics and Endpoints are still being written"));
    }

    private async Task RefreshAsync()
    {
        if (!refreshed)
        {
            await registry.RefreshAsync().ConfigureAwait(false);
            refreshed = true;
        }
    }

    private async Task FindMadeAsync(string text)
    {
        if (made.TryAdd(text, null))
        {
            foreach (var name in DestinationResolver.TopicNames(text, ns))
            {
                made[text] ??= await registry.ReadTopicAsync(name).ConfigureAwait(false) is { IsMadeByApi: true } topic ? topic : null;
            }
        }
    }

    private static async Task FromRedisAsync(Func<Task> read)
    {
        try
        {
            await read().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StackExchange.Redis.RedisException or TimeoutException)
        {
            throw new StoreUnavailableException(exception);
        }
    }

    private (Destination? Destination, Refusal? Refusal) Resolve(string text) => DestinationResolver.Resolve(text, ns, registry.Current, loopbackAllowed: isDevelopment);
}
