using System.Net;
using System.Net.Sockets;

namespace Postrider.Dispatcher.Delivery;

/// <summary>
/// Decides on addresses, after DNS and before the first packet, so that a name that changes its address does not get past it.
/// Link-local addresses (instance metadata lives there), the other addresses at which clouds serve metadata, and what stands for them in IPv6 are
/// refused always, loopback outside development.
/// Private ranges are allowed: delivering inside the cluster is the purpose.
/// </summary>
internal static class EgressGuard
{
    private static readonly IPNetwork[] Refused =
    [
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fd00:ec2::254/128"),
        IPNetwork.Parse("fd20:ce::254/128"), IPNetwork.Parse("100.100.100.200/32"), IPNetwork.Parse("168.63.129.16/32"), IPNetwork.Parse("192.0.0.192/32"),
        IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("ff00::/8"), IPNetwork.Parse("255.255.255.255/32"),
    ];

    // Behind these stands an IPv4 address, from that byte on (RFC 6052, 8215, 3056).
    private static readonly (IPNetwork Network, int At)[] Embedding =
    [
        (IPNetwork.Parse("64:ff9b::/96"), 12), (IPNetwork.Parse("64:ff9b:1::/48"), 12), (IPNetwork.Parse("2002::/16"), 2),
    ];

    /// <summary>Why the address must not be connected to; null when it may.</summary>
    public static string? Refusal(IPAddress address, bool loopbackAllowed) =>
        Meanings(address).Select(plain => RefusalOf(plain, loopbackAllowed)).FirstOrDefault(refusal => refusal is not null);

    // The zone of an IPv6 address says through which interface, and makes it no other address.
    private static IEnumerable<IPAddress> Meanings(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(bytes);
        return Embedding.Where(embedding => embedding.Network.Contains(plain)).Select(embedding => new IPAddress(bytes.AsSpan(embedding.At, 4))).Prepend(plain);
    }

    private static string? RefusalOf(IPAddress plain, bool loopbackAllowed)
    {
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
