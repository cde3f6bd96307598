using System.Net.Sockets;
using System.Text.Json;

namespace Postrider.TestKit.Redis;

/// <summary>The Docker engine of this machine, where it can run Redis.</summary>
public static class DockerEngine
{
    private const string DefaultSocket = "/var/run/docker.sock";
    private const string ApiVersionSetting = "DOCKER_API_VERSION"; // Testcontainers' own
    private static readonly Version SpokenUnasked = new(1, 44); // by Testcontainers; an older engine refuses it
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly Lazy<Task<string?>> Trouble = new(FindTroubleAsync);

    /// <summary>Why it runs no Redis: that none answers, or what it said when a container was tried; null when it runs it. Tried once in a process.</summary>
    public static Task<string?> TroubleAsync() => Trouble.Value;

    private static async Task<string?> FindTroubleAsync()
    {
        try
        {
            await SpeakItsVersionAsync();
            await using var tried = new RedisContainer(Processes.FreePort.Find(), []);
            await tried.StartAsync();
            return null;
        }
        catch (Exception exception) // whatever it is: redis-server serves as well
        {
            return exception.Message.Split('\n')[0];
        }
    }

    private static async Task SpeakItsVersionAsync()
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = async (_, cancel) => await ConnectAsync(cancel) };
        using var client = new HttpClient(handler) { Timeout = Patience };
        using var answer = JsonDocument.Parse(await client.GetStringAsync(new Uri("http://docker/version")));
        var spoken = answer.RootElement.GetProperty("ApiVersion").GetString()!;
        if (Version.Parse(spoken) < SpokenUnasked && Environment.GetEnvironmentVariable(ApiVersionSetting) is null)
        {
            Environment.SetEnvironmentVariable(ApiVersionSetting, spoken);
        }
    }

    private static async Task<Stream> ConnectAsync(CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath()), cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }

    // An engine on another machine would open its ports there.
    private static string SocketPath() => Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host
        ? host.StartsWith("unix://", StringComparison.Ordinal) ? host["unix://".Length..] : throw new NotSupportedException($"DOCKER_HOST is {host}, and no local socket")
        : DefaultSocket;
}
