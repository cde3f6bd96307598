using Postrider.TestKit.Http;
using Postrider.TestKit.Monitoring;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Hosting;

public sealed class MetricsTests
{
    [Fact]
    public async Task The_page_lists_what_gateway_and_worker_export_and_nothing_else()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        await using var worker = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=worker");
        await gateway.Api.PublishAsync(receiver.Url, "", "Upstash-Delay: 1h");
        await gateway.Api.PublishAsync(receiver.Url);
        await receiver.WaitForAsync(1);
        using var anybody = new HttpClient();
        await MetricsPage.IsTrueAsync("Gateway", () => anybody.GetStringAsync(gateway.Url + "/metrics"));
        await MetricsPage.IsTrueAsync("Worker", () => anybody.GetStringAsync(worker.Url + "/metrics"));
    }
}
