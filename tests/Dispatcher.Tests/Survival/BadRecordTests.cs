using Postrider.Core.Model;
using Postrider.TestKit;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Survival;

public sealed class BadRecordTests
{
    private static readonly byte[] Garbage = [1, 0xff, 0xff, 7, 7, 7];

    [Theory]
    [InlineData("Upstash-Delay: 2s", "cannot be read")]
    [InlineData("Upstash-Queue-Name: q", "")] // it goes
    public async Task A_record_that_cannot_be_read_holds_up_no_other_message(string header, string told)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        Assert.True(MessageId.TryParse((await gateway.Api.PublishAsync(receiver.Url + "/bad", "", header)).MessageId, out var id));
        await redis.Database.StringSetAsync(((StackExchange.Redis.RedisKey)$"{{{id.Partition}}}m").Append(id.Bytes), Garbage);
        foreach (var (worker, tells) in new[] { ("/first", told), ("/next", "") }) // the next one has what the first one held
        {
            await using var running = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=worker", "--Delivery:LeaseSpan=00:00:02");
            await gateway.Api.PublishAsync(receiver.Url + worker, "", header);
            await Eventually.IsTrueAsync(() => running.Process.Output.Contains(tells, StringComparison.Ordinal), "it is told");
            await gateway.Api.PublishAsync(receiver.Url + worker + "/later");
            await Eventually.IsTrueAsync(
                () => new[] { worker, worker + "/later" }.All(path => receiver.Arrivals.Any(arrival => arrival.Target == path)), $"the others arrive:\n{running.Process.Output}");
            Assert.DoesNotContain("upkeep failed", running.Process.Output, StringComparison.Ordinal);
        }
    }
}
