using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store;
using StackExchange.Redis;

namespace Postrider.Core.Tests.Store;

public sealed class MissingEndpointTests : StoreTest
{
    private static readonly string Gate = MessageRoute.EndpointGate(new(Shop, "billing"));
    private static readonly RedisKey GateKey = $"{{{Partition}}}g{Gate}";
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task A_closed_gate_lets_nothing_pass_and_opens_by_itself()
    {
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        await ReleaseAndCloseAsync(Soon, gone: true, grace: Long);
        var answer = await LeaseAsync(session);
        Assert.Empty(answer.Leases);
        Assert.InRange(answer.NextIn!.Value.TotalMilliseconds, 1, Soon.TotalMilliseconds);
        await TestKit.Eventually.IsTrueAsync(async () => (await LeaseAsync(session)).Leases.Count == 1, "the gate opens");
    }

    [Fact]
    public async Task The_grace_starts_with_the_first_proof_and_is_not_renewed()
    {
        Assert.False(await CloseAsync(Short, gone: true, Short));
        await TestKit.Eventually.IsTrueAsync(() => CloseAsync(Short, gone: true, Short), "the grace is over");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_gate_that_nobody_declares_is_forgotten_some_time_after_its_grace(bool gone)
    {
        await CloseAsync(Short, gone, Long);
        Assert.InRange((await Redis.Database.KeyTimeToLiveAsync(GateKey))!.Value, Long, Long + TimeSpan.FromMinutes(10));
        await DeclareAsync();
        await CloseAsync(Short, gone: false, Long);
        Assert.Null(await Redis.Database.KeyTimeToLiveAsync(GateKey));
    }

    [Fact]
    public async Task Without_proof_no_grace_runs()
    {
        Assert.False(await CloseAsync(Short, gone: false, TimeSpan.Zero));
        Assert.False(await CloseAsync(Short, gone: false, TimeSpan.Zero));
        Assert.False(await CloseAsync(Short, gone: true, Long));
    }

    [Fact]
    public async Task An_endpoint_that_appears_opens_the_gate_at_once_and_ends_the_grace()
    {
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        await ReleaseAndCloseAsync(Long, gone: true, grace: Short);
        Assert.Empty((await LeaseAsync(session)).Leases);
        await DeclareAsync();
        Assert.Single((await LeaseAsync(session)).Leases);
        Assert.False(await CloseAsync(Short, gone: true, Short));
    }

    [Fact]
    public async Task A_removed_endpoint_leaves_its_messages_without_its_limits_to_who_has_heard_of_it()
    {
        await Writer.PutAsync(new EndpointDefinition { Namespace = Shop, Name = "billing", Source = "test", Url = "https://a.example/", Suspend = true }, default);
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        await Writer.RemoveAsync(ResourceKind.Endpoint, new(Shop, "billing"), "test", default);
        Assert.Equal((long)await Redis.Database.StringGetAsync("{reg}v"), (await LeaseOneAsync(session)).RegistryVersion);
        Assert.Equal(default, (await Writer.ReadFiguresAsync(new(Shop, "billing"), default)) with { InFlight = 0 });
    }

    [Fact]
    public async Task A_removed_endpoint_leaves_no_figures_when_the_last_of_its_messages_is_over()
    {
        await DeclareAsync();
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        await Writer.RemoveAsync(ResourceKind.Endpoint, new(Shop, "billing"), "test", default);
        var leases = (await LeaseAsync(session)).Leases;
        await SettleAsync(session, new Settlement.Delivered(leases[0]));
        Assert.True(await Redis.Database.KeyExistsAsync(RedisKeys.Figures(Partition)));
        await SettleAsync(session, new Settlement.Delivered(leases[1]));
        Assert.False(await Redis.Database.KeyExistsAsync(RedisKeys.Figures(Partition)));
        Assert.False(await Redis.Database.KeyExistsAsync(RedisKeys.News(Partition)));
    }

    [Fact]
    public async Task Figures_are_right_again_when_a_removed_endpoint_comes_back()
    {
        await DeclareAsync();
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        await Writer.RemoveAsync(ResourceKind.Endpoint, new(Shop, "billing"), "test", default);
        await DeclareAsync();
        await SettleAsync(session, new Settlement.Delivered(await LeaseOneAsync(session)));
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        Assert.Equal((1, 1), ((await Writer.ReadFiguresAsync(new(Shop, "billing"), default)).Waiting, (await Writer.ReadFiguresAsync(new(Shop, "billing"), default)).Delivered));
    }

    [Fact]
    public async Task Who_looked_before_it_was_declared_closes_its_gate_for_a_moment_only()
    {
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        var lease = await LeaseOneAsync(session);
        await DeclareAsync();
        Assert.False(await Leases.CloseGateAsync(Partition, Gate, Long, gone: true, TimeSpan.Zero, known: 0));
        await SettleAsync(session, new Settlement.Release(lease, TimeSpan.Zero));
        await TestKit.Eventually.IsTrueAsync(async () => (await LeaseAsync(session)).Leases.Count == 1, "it goes on");
    }

    private Task DeclareAsync() => Writer.PutAsync(new EndpointDefinition { Namespace = Shop, Name = "billing", Source = "test", Url = "https://a.example/" }, default);

    private async Task ReleaseAndCloseAsync(TimeSpan duration, bool gone, TimeSpan grace)
    {
        var lease = await LeaseOneAsync(session);
        await CloseAsync(duration, gone, grace);
        await SettleAsync(session, new Settlement.Release(lease, TimeSpan.Zero));
    }

    private Task<bool> CloseAsync(TimeSpan duration, bool gone, TimeSpan grace) => Leases.CloseGateAsync(Partition, Gate, duration, gone, grace, known: long.MaxValue);
}
