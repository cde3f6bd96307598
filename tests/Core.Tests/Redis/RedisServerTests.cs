using Postrider.TestKit.Redis;
using Xunit.Abstractions;

namespace Postrider.Core.Tests.Redis;

public sealed class RedisServerTests(ITestOutputHelper output)
{
    [Fact]
    public async Task It_is_told_where_the_Redis_of_the_tests_runs()
    {
        var trouble = await DockerEngine.TroubleAsync();
        await using var redis = await RedisServer.StartAsync();
        var version = redis.Connection.GetServers()[0].Version;
        output.WriteLine($"redis: {version} {(trouble is null ? "in a container" : $"of this machine, for Docker says: {trouble}")}");
        Assert.True(version.Major >= 7);
    }
}
