using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Postrider.Dispatcher.Hosting;

/// <summary>How the server takes requests: what is too long or wrong is refused by our own code, which names it.</summary>
internal static class ListeningPolicy
{
    public static void Apply(KestrelServerOptions kestrel)
    {
        var heads = HeadBudget.OfMemory();
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null; // bounded where it is read, with the protocol's answer
        // Far beyond what is accepted: the server's own refusals have no body, ours say which header is too long.
        kestrel.Limits.MaxRequestHeadersTotalSize = 256 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 2_000; // the server's work for lines of one name grows with the square of their number
        kestrel.Limits.MaxRequestLineSize = 128 * 1024;
        kestrel.ConfigureEndpointDefaults(listening => listening.Use(BareRefusals.Complete).Use(next => HeadMeter.Measure(next, heads)));
        kestrel.RequestHeaderEncodingSelector = static _ => Encoding.UTF8; // lenient: what is wrong in a value is told under its name
    }

    /// <summary>A request is read, run and answered by the thread that its bytes came on. That is one change of threads less each way; no handler blocks
    /// its thread, so none holds up another's request.</summary>
    public static void Apply(SocketTransportOptions sockets) => sockets.UnsafePreferInlineScheduling = true;
}
