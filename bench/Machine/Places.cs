using System.Net;
using System.Net.Sockets;

namespace Postrider.Bench.Machine;

/// <summary>Where things are: the checkout, the cache outside of it, this program, and free ports.</summary>
internal static class Places
{
    public static string Checkout { get; } = FindCheckout();

    public static string Bench => Path.Combine(Checkout, "bench");

    public static string Cache { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "postrider");

    public static string Self => Environment.ProcessPath ?? throw new BenchException("the bench does not know its own path");

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string FindCheckout()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Directory.Packages.props")))
            {
                return folder;
            }
        }

        throw new BenchException("the bench has to be run from a checkout of Postrider");
    }
}
