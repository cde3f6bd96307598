using Postrider.TestKit;
using Postrider.TestKit.Http;
using Postrider.TestKit.Monitoring;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Api;

public sealed class HealthTests
{
    [Fact]
    public async Task Counters_follow_the_messages_and_health_needs_no_token()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        await dispatcher.Api.PublishAsync(receiver.Url, "", "Upstash-Deduplication-Id: one");
        await dispatcher.Api.PublishAsync(receiver.Url, "", "Upstash-Deduplication-Id: one");
        using var anybody = new HttpClient();
        await Eventually.BecomesAsync(
            () => anybody.GetStringAsync(dispatcher.Url + "/metrics"),
            text => (Exposition.Value(text, "postrider_messages_accepted_total"), Exposition.Value(text, "postrider_messages_delivered_total")) == (1, 1),
            "one accepted, one delivered");
        Assert.Equal(("ok", "ok"), (await anybody.GetStringAsync(dispatcher.Url + "/healthz"), await anybody.GetStringAsync(dispatcher.Url + "/readyz")));
    }
}
