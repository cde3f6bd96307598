using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Postrider.Dispatcher.Hosting;
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
    public void It_may_take_as_long_as_the_times_that_are_set_and_some_more()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Delivery:ShutdownGrace"] = "00:05:00", ["Gateway:StopDelay"] = "00:00:30" });
        builder.Services.AddDispatcher(builder.Configuration, builder.Environment, new DispatcherRoles(true, true));
        using var services = builder.Services.BuildServiceProvider();
        Assert.True(services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout > TimeSpan.FromMinutes(5.5));
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
