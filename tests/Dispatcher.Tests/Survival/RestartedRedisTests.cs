using System.Collections.Concurrent;
using System.Net;
using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Survival;

public sealed class RestartedRedisTests
{
    private const int Publishers = 200; // more than one call to Redis takes: some are refused while others wait to hear whether they were stored

    [Fact]
    public async Task What_was_accepted_arrives_and_what_was_refused_never_does()
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var receiver = await Receiver.StartAsync();
        await using var first = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        await using var second = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        var accepted = new ConcurrentDictionary<string, bool>();
        var refused = new ConcurrentDictionary<string, bool>();
        using var stop = new CancellationTokenSource();
        using var over = new CancellationTokenSource();
        var watching = Invariants.WatchAsync(redis.Database, over.Token);
        var load = Enumerable.Range(0, Publishers).Select(number => LoadAsync(number, number % 2 == 0 ? first : second, receiver.Url, accepted, refused, stop.Token)).ToList();
        await receiver.WaitForAsync(500);
        await redis.KillAsync();
        await Eventually.IsTrueAsync(() => refused.Count >= 8, "publishing is refused while Redis is away");
        await redis.StartAgainAsync();
        var before = accepted.Count;
        await Eventually.IsTrueAsync(() => accepted.Count > before + 500, "publishing goes on by itself");
        await stop.CancelAsync();
        await Task.WhenAll(load);
        await Eventually.IsTrueAsync(() => accepted.Keys.Except(Arrived(receiver)).Any() is false, "everything accepted arrives");
        await Eventually.IsTrueAsync(() => Invariants.IsAtRestAsync(redis.Database), "everything is settled");
        await over.CancelAsync();
        Assert.NotEqual(0, await watching);
        var ghosts = refused.Keys.Intersect(Arrived(receiver)).ToList();
        Assert.True(ghosts.Count == 0, $"{string.Join(' ', ghosts)} were refused and arrived\n{first.Process.Output}\n{second.Process.Output}");
        await Invariants.CheckAsync(redis.Database);
    }

    private static IEnumerable<string> Arrived(Receiver receiver) => receiver.Arrivals.Select(arrival => arrival.Target);

    private static async Task LoadAsync(
        int number, TestKit.Dispatching.Dispatcher gateway, string url, ConcurrentDictionary<string, bool> accepted, ConcurrentDictionary<string, bool> refused, CancellationToken stop)
    {
        for (var item = 0; !stop.IsCancellationRequested; item++)
        {
            var target = $"/{number}/{item}";
            var answer = await gateway.Api.PublishAsync(url + target);
            if (answer.Status == HttpStatusCode.OK)
            {
                accepted[target] = true;
            }
            else
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
                Assert.NotNull(answer.Headers.RetryAfter);
                refused[target] = true;
            }
        }
    }
}
