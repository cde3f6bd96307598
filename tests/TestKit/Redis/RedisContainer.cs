using System.Net.Sockets;
using Testcontainers.Redis;

namespace Postrider.TestKit.Redis;

/// <summary>Redis in a container, where a Docker engine answers.</summary>
internal sealed class RedisContainer(int port, string[] arguments) : IRedisHost
{
    private const string Image = "redis:7";
    private const string EngineSocket = "/var/run/docker.sock";
    private static readonly Lazy<bool> Engine = new(EngineAnswers);

    private readonly Testcontainers.Redis.RedisContainer container = new RedisBuilder(Image)
        .WithPortBinding(port, RedisBuilder.RedisPort).WithCommand(["redis-server", "--save", "", .. arguments]).Build();

    /// <summary>Whether a Docker engine listens on this machine.</summary>
    public static bool IsPossible => Engine.Value;

    public Task StartAsync() => container.StartAsync();

    public Task KillAsync() => container.StopAsync();

    public ValueTask DisposeAsync() => container.DisposeAsync();

    private static bool EngineAnswers()
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(EngineSocket));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
