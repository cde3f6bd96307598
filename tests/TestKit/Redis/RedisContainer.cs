using Testcontainers.Redis;

namespace Postrider.TestKit.Redis;

/// <summary>Redis in a container.</summary>
internal sealed class RedisContainer(int port, string[] arguments) : IRedisHost
{
    public const string Image = "redis:7.0";

    private readonly Testcontainers.Redis.RedisContainer container = new RedisBuilder(Image)
        .WithPortBinding(port, RedisBuilder.RedisPort).WithCommand(["redis-server", "--save", "", .. arguments]).Build();

    public Task StartAsync() => container.StartAsync();

    public Task KillAsync() => container.StopAsync();

    public ValueTask DisposeAsync() => container.DisposeAsync();
}
