using System.Net;
using System.Net.Sockets;

namespace Postrider.TestKit.Processes;

/// <summary>
/// Ports of loopback that nobody listens on, each told once. They lie below those that Linux gives to connections (32768 and up, by default): whoever
/// starts listening on one of those a moment later may find that a connection has it.
/// </summary>
public static class FreePort
{
    private const int First = 20_000;
    private const int End = 32_000;

    private static uint last = (uint)Random.Shared.Next(End - First);

    public static int Find()
    {
        while (true)
        {
            var port = First + (int)(Interlocked.Increment(ref last) % (End - First));
            if (IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
