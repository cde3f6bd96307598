using System.Net;
using Postrider.Core.Model;
using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Tests.Survival;

/// <summary>While a slot moves, its keys are at two nodes: whatever ran at one of them would see a part, and make anew what it misses.</summary>
public sealed class ReshardedClusterTests : IAsyncLifetime
{
    private const int Publishers = 16;
    private static readonly string Moving = $"{{{Partitioning.PartitionOf("default", 4)}}}";
    private RedisGroup group = null!;
    private ConnectionMultiplexer cluster = null!;
    private Receiver receiver = null!;
    private TestKit.Dispatching.Dispatcher first = null!;
    private TestKit.Dispatching.Dispatcher second = null!;

    public async Task InitializeAsync()
    {
        (group, var configuration) = await RedisGroups.ClusterAsync();
        cluster = await ConnectionMultiplexer.ConnectAsync($"{configuration},allowAdmin=true");
        receiver = await Receiver.StartAsync();
        receiver.Answer = _ => Task.Delay(Random.Shared.Next(20));
        first = await TestKit.Dispatching.Dispatcher.StartAsync(configuration);
        second = await TestKit.Dispatching.Dispatcher.StartAsync(configuration);
    }

    public async Task DisposeAsync()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
        await receiver.DisposeAsync();
        await cluster.DisposeAsync();
        await group.DisposeAsync();
    }

    [Fact]
    public async Task A_partition_that_moves_refuses_publishes_for_now_and_loses_nothing()
    {
        using var elsewhere = new PublishApi(first.Url, Tokens.Of("testUser2"));
        var refused = await MoveUnderLoadAsync(Moving, async () =>
            Assert.Equal(HttpStatusCode.OK, (await elsewhere.PublishAsync(receiver.Url + "/elsewhere")).Status));
        Assert.NotEqual(0, refused);
        await Eventually.IsTrueAsync(() => Arrived.Contains("/elsewhere"), "the other partitions go on");
    }

    [Fact]
    public async Task Publishes_go_on_while_the_registry_moves() => Assert.Equal(0, await MoveUnderLoadAsync("{reg}", () => Task.CompletedTask));

    private IEnumerable<string> Arrived => receiver.Arrivals.Select(arrival => arrival.Target);

    // Returns how many publishes were refused meanwhile.
    private async Task<int> MoveUnderLoadAsync(string tag, Func<Task> inTheMiddle)
    {
        using var over = new CancellationTokenSource();
        var watching = Invariants.WatchAsync(cluster.GetDatabase(), over.Token);
        await using var load = InsistentLoad.Start(Publishers, receiver.Url, first, second);
        await receiver.WaitForAsync(500);
        await MoveAsync(new SlotMove(cluster, tag), load, inTheMiddle);
        await load.IsAcceptedAsync(500);
        await load.StopAsync();
        await AssertAllArriveAsync(load.Accepted);
        await over.CancelAsync();
        Assert.NotEqual(0, await watching);
        await Invariants.CheckAsync(cluster.GetDatabase());
        return load.Refused;
    }

    // Publishes go on meanwhile: before the first key has gone, when half of them have, and when all have.
    private static async Task MoveAsync(SlotMove move, InsistentLoad load, Func<Task> inTheMiddle)
    {
        await move.OpenAsync();
        await load.IsAnsweredAsync();
        await move.MoveKeysAsync(await move.CountKeysAsync() / 2);
        await load.IsAnsweredAsync();
        await inTheMiddle();
        await move.MoveKeysAsync(await move.CountKeysAsync());
        await load.IsAnsweredAsync();
        await move.CloseAsync();
    }

    private async Task AssertAllArriveAsync(IEnumerable<string> accepted)
    {
        await Eventually.IsTrueAsync(() => !accepted.Except(Arrived).Any(), "everything accepted arrives");
        await Eventually.IsTrueAsync(() => Invariants.IsAtRestAsync(cluster.GetDatabase()), "everything is settled");
        Assert.All(receiver.Arrivals.GroupBy(arrival => arrival.Target), same => Assert.Single(same.Select(arrival => arrival.MessageId).Distinct()));
    }
}
