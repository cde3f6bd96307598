using System.Net;
using System.Net.Sockets;

namespace Postrider.Demo;

/// <summary>Where the parts of the demo listen, and the check that they can.</summary>
internal static class Addresses
{
    public const string Dispatcher = "http://127.0.0.1:8080";
    public const string Operator = "http://127.0.0.1:8081";
    public const string Receiver = "http://127.0.0.1:9090"; // config/samples names it

    /// <summary>Fails with one sentence that names the first port that something else holds.</summary>
    public static void RequireFree()
    {
        foreach (var (address, part) in new[] { (Dispatcher, "dispatcher"), (Operator, "operator"), (Receiver, "receiver") })
        {
            var port = new Uri(address).Port;
            if (!IsFree(port))
            {
                throw new DemoFailure($"Port {port} of 127.0.0.1, where the {part} has to listen, is taken: stop the program that holds it and run this again.");
            }
        }
    }

    /// <summary>A port that nobody holds at this moment.</summary>
    public static int AnyFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
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
