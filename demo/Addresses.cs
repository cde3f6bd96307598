using System.Net;
using System.Net.Sockets;

namespace Postrider.Demo;

/// <summary>Where the parts of the demo listen, and the check that they can.</summary>
internal sealed record Addresses(string Dispatcher, string Operator, string Receiver)
{
    /// <summary>Those of the samples and of the documentation; config/samples names the receiver's.</summary>
    public static readonly Addresses Usual = OfPorts([8080, 8081, 9090]);

    /// <summary>On loopback, in the order dispatcher, operator, receiver.</summary>
    public static Addresses OfPorts(IReadOnlyList<int> ports) => new($"http://127.0.0.1:{ports[0]}", $"http://127.0.0.1:{ports[1]}", $"http://127.0.0.1:{ports[2]}");

    /// <summary>Fails with one sentence that names the first port that something else holds.</summary>
    public void RequireFree()
    {
        foreach (var (address, part) in new[] { (Dispatcher, "dispatcher"), (Operator, "operator"), (Receiver, "receiver") })
        {
            RequireFree(address, part);
        }
    }

    /// <summary>The same for one of them.</summary>
    public static void RequireFree(string address, string part)
    {
        var port = new Uri(address).Port;
        if (!IsFree(port))
        {
            throw new DemoFailure($"Port {port} of 127.0.0.1, where the {part} has to listen, is taken: stop the program that holds it and run this again.");
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
