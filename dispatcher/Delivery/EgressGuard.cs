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
    private const string RefusalStart = "endpoint resolves to a ";
    private static readonly int[] Last = [12, 13, 14, 15];

    private static readonly IPNetwork[] Refused =
    [
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fd00:ec2::254/128"), IPNetwork.Parse("fd00:ec2::23/128"), IPNetwork.Parse("fd00:42::42/128"), IPNetwork.Parse("fd00:a9fe:a9fe::1/128"), IPNetwork.Parse("fd00:c1::a9fe:a9fe/128"),
        IPNetwork.Parse("fd00:100::100:200/128"),
        IPNetwork.Parse("fd20:ce::254/128"), IPNetwork.Parse("100.100.100.200/32"), IPNetwork.Parse("168.63.129.16/32"), IPNetwork.Parse("192.0.0.192/32"),
        IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("ff00::/8"), IPNetwork.Parse("255.255.255.255/32"),
    ];

    // In these stands an IPv4 address, in those bytes: NAT64 (RFC 6052; that of a site may have a prefix of 48, 56, 64 or 96 bits, RFC 8215), 6to4 (RFC 3056),
    // IPv4-compatible (RFC 4291) and IPv4-translated (RFC 7915).
    private static readonly (IPNetwork Network, int[][] At)[] Embedding =
    [
        (IPNetwork.Parse("64:ff9b::/96"), [Last]), (IPNetwork.Parse("64:ff9b:1::/48"), [[6, 7, 9, 10], [7, 9, 10, 11], [9, 10, 11, 12], Last]),
        (IPNetwork.Parse("2002::/16"), [[2, 3, 4, 5]]), (IPNetwork.Parse("::/96"), [Last]), (IPNetwork.Parse("::ffff:0:0:0/96"), [Last]),
    ];

    /// <summary>Why the address must not be connected to; null when it may.</summary>
    public static string? Refusal(IPAddress address, bool loopbackAllowed) =>
        Meanings(address).Select(plain => RefusalOf(plain, loopbackAllowed)).FirstOrDefault(refusal => refusal is not null);

    /// <summary>The same refusal, or any other text, without the address that was refused.</summary>
    public static string WithoutAddress(string error) => error.StartsWith(RefusalStart, StringComparison.Ordinal) ? error.Split(": ")[0] : error;

    // The zone of an IPv6 address says through which interface, and makes it no other address.
    private static IEnumerable<IPAddress> Meanings(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(bytes);
        return Embedding.Where(embedding => embedding.Network.Contains(plain)).SelectMany(embedding => embedding.At)
            .Select(at => new IPAddress(Array.ConvertAll(at, index => bytes[index]))).Where(embedded => !embedded.Equals(IPAddress.Any)).Prepend(plain);
    }

    private static string? RefusalOf(IPAddress plain, bool loopbackAllowed)
    {
        if (IPAddress.IsLoopback(plain) || plain.Equals(IPAddress.Any) || plain.Equals(IPAddress.IPv6Any))
        {
            return loopbackAllowed ? null : $"{RefusalStart}loopback address: {plain}";
        }

        return Refused.Any(network => network.Contains(plain)) ? $"{RefusalStart}forbidden address: {plain}" : null;
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
