using System.Net;
using Postrider.TestKit;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;
using Postrider.TestKit.Registry;

namespace Postrider.Dispatcher.Tests.Survival;

public sealed class FullRedisTests
{
    private const int MostMessages = 2000;

    [Fact]
    public async Task While_redis_is_full_what_stops_deliveries_can_be_said()
    {
        await using var redis = await RedisServer.StartAsync("--maxmemory-policy", "noeviction");
        await using var receiver = await Receiver.StartAsync();
        await using var declared = await Declarations.OpenAsync(redis.Configuration);
        await declared.EndpointAsync("default", "held", receiver.Url + "/held");
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        var server = redis.Connection.GetServers()[0];
        await server.ConfigSetAsync("maxmemory", 1);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await dispatcher.Api.PublishAsync("held")).Status);
        await declared.EndpointAsync("default", "held", receiver.Url + "/held", endpoint => endpoint with { Suspend = true });
        Assert.Equal(HttpStatusCode.OK, (await dispatcher.Api.SendAsync(HttpMethod.Post, "/v2/queues/paused/pause", [])).Status);
        await server.ConfigSetAsync("maxmemory", 0);
        await Eventually.IsTrueAsync(async () => (await dispatcher.Api.PublishAsync("held")).Status == HttpStatusCode.OK, "there is room again");
        await dispatcher.Api.PublishAsync(receiver.Url + "/after");
        Assert.Equal("/after", (await receiver.WaitForAsync(1))[0].Target);
    }

    [Fact]
    public async Task A_full_redis_refuses_publishes_and_is_emptied_by_deliveries()
    {
        await using var redis = await RedisServer.StartAsync("--maxmemory", "8mb", "--maxmemory-policy", "noeviction");
        await using var receiver = await Receiver.StartAsync();
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        var body = new string('x', 64 * 1024);
        var accepted = new HashSet<string>();
        for (var message = 0; message < MostMessages; message++)
        {
            var answer = await gateway.Api.PublishAsync($"{receiver.Url}/{message}", body);
            if (answer.Status != HttpStatusCode.OK)
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
                Assert.NotNull(answer.Headers.RetryAfter);
                break;
            }

            accepted.Add(answer.MessageId);
        }

        Assert.InRange(accepted.Count, 10, MostMessages - 1);
        await using var worker = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=worker", "--Retention:Completed=00:00:00");
        await receiver.WaitForAsync(accepted.Count);
        await Eventually.BecomesAsync(() => gateway.Api.PublishAsync(receiver.Url + "/after", body), answer => answer.Status == HttpStatusCode.OK, "there is room again");
        await receiver.WaitForAsync(accepted.Count + 1);
        await Eventually.IsTrueAsync(() => Invariants.IsAtRestAsync(redis.Database), "everything is settled");
        Assert.Equal(accepted, receiver.Arrivals.Where(arrival => arrival.Target != "/after").Select(arrival => arrival.MessageId).ToHashSet());
        await Invariants.CheckAsync(redis.Database);
    }
}
