using Postrider.TestKit;
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

    [Fact]
    public async Task What_was_cancelled_while_it_failed_counts_as_neither_repeated_nor_dead()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var gate = new TaskCompletionSource();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return gate.Task;
        };
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        string[] cancelled = [await PublishAsync("Upstash-Retries: 0"), await PublishAsync("Upstash-Retries: 3")];
        var dead = await PublishAsync("Upstash-Retries: 0");
        await receiver.WaitForAsync(3);
        foreach (var id in cancelled)
        {
            await dispatcher.Api.DeleteAsync($"/v2/messages/{id}");
        }

        gate.SetResult();
        await Eventually.IsTrueAsync(() => dispatcher.Process.Output.Contains($"{dead} of default is a dead letter", StringComparison.Ordinal), "one is dead, and told as that");
        await Eventually.IsTrueAsync(() => Invariants.IsAtRestAsync(redis.Database), "everything is settled");
        var metrics = (await dispatcher.Api.GetAsync("/metrics")).Text;
        Assert.Equal((1, 0), (Exposition.Value(metrics, "postrider_messages_buried_total"), Exposition.Value(metrics, "postrider_messages_retried_total")));
        Assert.DoesNotContain(cancelled[0], dispatcher.Process.Output, StringComparison.Ordinal);

        async Task<string> PublishAsync(string retries) => (await dispatcher.Api.PublishAsync(receiver.Url, "", retries)).MessageId;
    }
}
