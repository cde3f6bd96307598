using System.Net;
using Postrider.Core.Decisions;
using Postrider.Dispatcher.Delivery;

namespace Postrider.Dispatcher.Publishing;

/// <summary>What is wrong with a URL before anything is sent to it.</summary>
internal static class DestinationAddress
{
    private static readonly Remembered<string?> Problems = new(url => FindProblem(url, loopbackAllowed: false));
    private static readonly Remembered<string?> ProblemsBesideLoopback = new(url => FindProblem(url, loopbackAllowed: true));

    /// <summary>
    /// Null when it may be published to. An address that stands in the URL is judged here already;
    /// names, which may change theirs, when they are connected to.
    /// </summary>
    public static string? ProblemOf(string url, bool loopbackAllowed) => (loopbackAllowed ? ProblemsBesideLoopback : Problems).Of(url);

    private static string? FindProblem(string url, bool loopbackAllowed)
    {
        if (!DestinationUrl.TryParse(url, out var uri, out var error))
        {
            return error;
        }

        return uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 && IPAddress.TryParse(uri.DnsSafeHost, out var address)
            ? EgressGuard.Refusal(address, loopbackAllowed)
            : null;
    }
}
