using Postrider.Core.Decisions;
using Postrider.Core.Model;
using Postrider.Dispatcher.Api;

namespace Postrider.Dispatcher.Cancelling;

/// <summary>Tells by the name of a lane whether messages that are asked for may wait in it, so that the others need not be looked at.</summary>
internal sealed class LaneFilter(string ns, IReadOnlyDictionary<string, IReadOnlySet<string>> wanted)
{
    private const char QueueLane = 'q';
    private readonly HashSet<string>? destinations = wanted.TryGetValue("url", out var urls)
        ? urls.Where(url => DestinationUrl.IsValid(url, out _)).Select(MessageRoute.Url).ToHashSet(StringComparer.Ordinal)
        : null;

    public bool MayHold(string lane)
    {
        if (lane[0] == QueueLane)
        {
            return Allows("queueName", lane[(ns.Length + 2)..]);
        }

        var route = MessageRoute.Parse(lane);
        return !wanted.ContainsKey("queueName") && Allows("flowControlKey", route.FlowKey) && MayGoTo(route.Destination);
    }

    // An Endpoint's URL is looked up for each message.
    private bool MayGoTo(string destination) => destination == MessageRoute.Endpoint(destination[2..])
        || ((destinations?.Contains(destination) ?? true)
            && (!wanted.TryGetValue(MessageValues.Host, out var hosts) || MessageValues.HostsOf(destination[2..]).Any(hosts.Contains)));

    private bool Allows(string filter, string value) => !wanted.TryGetValue(filter, out var values) || values.Contains(value);
}
