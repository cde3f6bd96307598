using Postrider.Dispatcher.Hosting;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Tests.Hosting;

public sealed class SocketThreadsTests
{
    [Theory]
    [InlineData("worker")]
    [InlineData("gateway")]
    public async Task There_is_a_thread_for_sockets_for_each_processor(string role)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, $"--Roles={role}");
        Assert.Equal(Environment.ProcessorCount, SocketThreadsOf(dispatcher.Process.Id));
    }

    [Fact]
    public async Task Who_sets_it_otherwise_has_it_otherwise()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var worker = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, new Dictionary<string, string> { [SocketThreads.Setting] = "0" }, "--Roles=worker");
        Assert.Equal(1, SocketThreadsOf(worker.Process.Id));
    }

    [Fact]
    public async Task Everything_is_connected_before_the_first_request_for_no_request_may_wait_for_that()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        var connected = await ClientsAsync(redis);

        var published = await dispatcher.Api.PublishAsync(receiver.Url);
        await receiver.WaitForAsync(1);
        await dispatcher.Api.GetAsync($"/v2/messages/{published.MessageId}");
        Assert.Equal(connected, await ClientsAsync(redis));
    }

    private static async Task<int> ClientsAsync(RedisServer redis) =>
        (await redis.Connection.GetServers()[0].ClientListAsync()).Count(client => client.Name == "postrider");

    private static int SocketThreadsOf(int process) =>
        Directory.GetDirectories($"/proc/{process}/task").Count(thread => File.ReadAllText(Path.Combine(thread, "comm")).Trim() == ".NET Sockets");
}
