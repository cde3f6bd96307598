using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Survival;

public sealed class QueueSurvivalTests
{
    private const int PerQueue = 120;
    private const int Kills = 3;
    private static readonly string[] Users = ["defaultUser", "testUser1", "testUser2", "testUser3"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Order_and_callbacks_outlive_killed_workers_and_pauses()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var attempts = new ConcurrentDictionary<string, int>();
        receiver.Answer = context =>
        {
            var path = context.Request.Path.Value!;
            // Every seventh message fails once.
            context.Response.StatusCode = path.EndsWith('7') && attempts.AddOrUpdate(path, 1, (_, count) => count + 1) == 1 ? 500 : 200;
            return Task.CompletedTask;
        };
        await using var gateway1 = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        await using var gateway2 = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        await using var steady = await StartWorkerAsync(redis);
        using var over = new CancellationTokenSource();
        var watching = Invariants.WatchAsync(redis.Database, over.Token);
        var publishing = Task.WhenAll(Users.SelectMany(user => Enumerable.Range(0, 2).Select(queue => EnqueueAsync([gateway1, gateway2], user, queue, receiver.Url))));
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var victim = await StartWorkerAsync(redis);
            await SayAsync(gateway1, "pause");
            var before = receiver.Count;
            await Eventually.IsTrueAsync(() => receiver.Count > before + 200 || AreOthersComplete(receiver), "deliveries go on", Patience);
            await victim.Process.KillAsync();
            await SayAsync(gateway2, "resume");
        }

        await publishing;
        await Eventually.IsTrueAsync(() => IsComplete(receiver), "every message and its callback arrive", Patience);
        await Eventually.IsTrueAsync(() => Invariants.IsAtRestAsync(redis.Database), "everything is settled", Patience);
        await over.CancelAsync();
        Assert.NotEqual(0, await watching);
        foreach (var queue in FirstArrivals(receiver).GroupBy(target => target[..target.LastIndexOf('/')]))
        {
            Assert.Equal(Enumerable.Range(0, PerQueue).Select(number => $"{queue.Key}/{number}"), queue);
        }

        AssertOneCallbackEach(receiver);
        await Invariants.CheckAsync(redis.Database);
    }

    private static async Task EnqueueAsync(TestKit.Dispatching.Dispatcher[] gateways, string user, int queue, string url)
    {
        PublishApi[] apis = [.. gateways.Select(gateway => new PublishApi(gateway.Url, user == "defaultUser" ? Tokens.Default : Tokens.Of(user)))];
        for (var number = 0; number < PerQueue; number++)
        {
            var answer = await apis[number % apis.Length].SendAsync(
                HttpMethod.Post, $"/v2/enqueue/q{queue}/{url}/{user}/{queue}/{number}", [], "Upstash-Retry-Delay: 20", $"Upstash-Callback: {url}/callback",
                $"Upstash-Flow-Control-Key: {user}", "Upstash-Flow-Control-Value: parallelism=2");
            Assert.StartsWith("msg_", answer.MessageId, StringComparison.Ordinal);
        }

        Array.ForEach(apis, api => api.Dispose());
    }

    // Of one of the eight queues; the others go on.
    private static async Task SayAsync(TestKit.Dispatching.Dispatcher gateway, string verb) =>
        Assert.Equal(System.Net.HttpStatusCode.OK, (await gateway.Api.SendAsync(HttpMethod.Post, $"/v2/queues/q0/{verb}", [])).Status);

    private static Task<TestKit.Dispatching.Dispatcher> StartWorkerAsync(RedisServer redis) =>
        TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=worker", "--Delivery:LeaseSpan=00:00:03");

    private static IEnumerable<string> FirstArrivals(Receiver receiver) => receiver.Arrivals.Select(arrival => arrival.Target).Where(target => target != "/callback").Distinct();

    private static List<JsonNode> Callbacks(Receiver receiver) =>
        [.. receiver.Arrivals.Where(arrival => arrival.Target == "/callback").DistinctBy(arrival => arrival.MessageId).Select(arrival => JsonNode.Parse(arrival.Body)!)];

    private static bool IsComplete(Receiver receiver) => Succeeded(receiver).Count() >= Users.Length * 2 * PerQueue;

    // All but the queue that is paused now and then.
    private static bool AreOthersComplete(Receiver receiver) =>
        Succeeded(receiver).Count(callback => !((string)callback["url"]!).Contains($"/{Users[0]}/0/", StringComparison.Ordinal)) >= ((Users.Length * 2) - 1) * PerQueue;

    private static IEnumerable<JsonNode> Succeeded(Receiver receiver) => Callbacks(receiver).Where(callback => (int)callback["status"]! == 200);

    // Of each known outcome one callback, and none is missing: a message that failed once has two.
    private static void AssertOneCallbackEach(Receiver receiver)
    {
        foreach (var source in Callbacks(receiver).GroupBy(callback => (string)callback["sourceMessageId"]!))
        {
            var told = source.Select(callback => ((int)callback["retried"]!, (int)callback["status"]!)).Order().ToList();
            Assert.Equal(told.Distinct(), told);
            Assert.Equal(200, told[^1].Item2);
            Assert.Equal(Enumerable.Range(0, told.Count), told.Select(each => each.Item1));
        }
    }
}
