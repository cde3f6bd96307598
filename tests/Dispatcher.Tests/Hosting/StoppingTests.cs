using System.Net;
using Postrider.TestKit;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Hosting;

public sealed class StoppingTests
{
    [Fact]
    public async Task A_gateway_that_is_asked_to_stop_serves_until_its_delay_is_over_and_ends_each_connection()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway", "--Gateway:StopDelay=00:00:05");
        using var client = new HttpClient();
        Assert.NotEqual(true, (await client.GetAsync(gateway.Url + "/readyz")).Headers.ConnectionClose);

        gateway.Process.Signal("TERM");
        await Eventually.IsTrueAsync(async () => (await client.GetAsync(gateway.Url + "/readyz")).StatusCode == HttpStatusCode.ServiceUnavailable, "it is no longer ready");
        var publish = await gateway.Api.PublishAsync("http://127.0.0.1:9/late");
        Assert.Equal(HttpStatusCode.OK, publish.Status);
        Assert.True((await client.GetAsync(gateway.Url + "/healthz")).Headers.ConnectionClose);

        await gateway.Process.WaitForExitAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(0, gateway.Process.ExitCode);
    }

    [Fact]
    public async Task Without_a_delay_it_ends_at_once_though_connections_are_kept()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        await dispatcher.Api.PublishAsync(receiver.Url);
        await receiver.WaitForAsync(1);
        Assert.Equal(0, await dispatcher.Process.StopAsync(TimeSpan.FromSeconds(20)));
    }
}
