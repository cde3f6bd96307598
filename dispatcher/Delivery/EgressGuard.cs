using System.Net;
using System.Net.Sockets;

namespace Postrider.Dispatcher.Delivery;

/// <summary>
/// Decides on addresses, after DNS and before the first packet, so that a name that changes its address does not get past it.
/// Link-local addresses (instance metadata lives there) and their IPv6 kin are refused always, loopback outside development.
/// Private ranges are allowed: delivering inside the cluster is the purpose.
/// </summary>
internal static class EgressGuard
{
    private static readonly IPNetwork[] Refused =
    [
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fd00:ec2::254/128"),
        IPNetwork.Parse("100.100.100.200/32"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("ff00::/8"), IPNetwork.Parse("255.255.255.255/32"),
    ];

    /// <summary>Why the address must not be connected to; null when it may.</summary>
    public static string? Refusal(IPAddress address, bool loopbackAllowed)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(plain) || plain.Equals(IPAddress.Any) || plain.Equals(IPAddress.IPv6Any))
        {
            return loopbackAllowed ? null : $"endpoint resolves to a loopback address: {plain}";
        }

        return Refused.Any(network => network.Contains(plain)) ? $"endpoint resolves to a forbidden address: {plain}" : null;
    }

    /// <summary>Resolves the name and connects to the first address that may be connected to and answers.</summary>
    /// <exception cref="HttpRequestException">Every address is refused or does not answer.</exception>
    public static async ValueTask<Stream> ConnectAsync(DnsEndPoint destination, bool loopbackAllowed, CancellationToken cancel)
    {
        var addresses = await HostLookup.System.FindAsync(destination.Host, cancel).ConfigureAwait(false);
        Exception? last = null;
        foreach (var address in addresses)
        {
            if (Refusal(address, loopbackAllowed) is { } refusal)
            {
                last = new HttpRequestException(refusal);
                continue;
            }

            try
            {
                return await ConnectAsync(new IPEndPoint(address, destination.Port), cancel).ConfigureAwait(false);
            }
            catch (SocketException exception)
            {
                last = exception;
            }
        }

        throw last ?? new HttpRequestException($"{destination.Host} has no address");
    }

    private static async ValueTask<Stream> ConnectAsync(IPEndPoint address, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
