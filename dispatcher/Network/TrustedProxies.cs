using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Postrider.Dispatcher.Network;

/// <summary>Whose request it is: each trusted proxy is believed about the one before it, and nobody else is believed.</summary>
public sealed class TrustedProxies(IOptions<ProxiesOptions> options)
{
    private readonly IPNetwork[] trusted = [.. options.Value.Trusted.Select(entry => ProxiesOptions.TryParse(entry, out var network) ? network : default)];

    /// <summary>The right-most address that is no trusted proxy's, starting from the connection's own; where all are trusted, the first of the chain.</summary>
    public IPAddress? CallerOf(IPAddress? connected, StringValues forwardedFor)
    {
        var caller = Plain(connected);
        if (caller is null || !IsTrusted(caller))
        {
            return caller;
        }

        foreach (var text in forwardedFor.SelectMany(value => value?.Split(',') ?? []).Reverse())
        {
            if (AddressOf(text.Trim()) is not { } before)
            {
                break;
            }

            caller = before;
            if (!IsTrusted(caller))
            {
                break;
            }
        }

        return caller;
    }

    private bool IsTrusted(IPAddress address) => Array.Exists(trusted, network => network.Contains(address));

    // Some proxies add the port.
    private static IPAddress? AddressOf(string text) =>
        IPAddress.TryParse(text, out var address) ? Plain(address) : IPEndPoint.TryParse(text, out var endPoint) ? Plain(endPoint.Address) : null;

    private static IPAddress? Plain(IPAddress? address) => address?.IsIPv4MappedToIPv6 == true ? address.MapToIPv4() : address;
}
