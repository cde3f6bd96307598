using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Tests.Store;
using StackExchange.Redis;

namespace Postrider.Core.Tests.Registry;

/// <summary>What a declared Endpoint limits, step by step: a writer may end after each.</summary>
public sealed class EndpointGateTests : StoreTest
{
    private static readonly ResourceName Billing = new(Shop, "billing");
    private static readonly EndpointDefinition Plain = new() { Namespace = Shop, Name = Billing.Name, Source = "test", Url = "https://a.example/" };
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task What_is_looser_holds_only_with_the_entry()
    {
        await Writer.PutAsync(Plain with { Suspend = true, Limits = new FlowLimits(1, 1, 60_000) }, default);
        await PublishAsync(3);
        await BeginAsync(Plain);
        Assert.Empty((await LeaseAsync(session)).Leases);
        await Writer.PutAsync(Plain, default);
        Assert.Equal(3, (await LeaseAsync(session)).Leases.Count);
    }

    [Theory]
    [InlineData(2, 0, 2)]
    [InlineData(5, 3, 3)]
    [InlineData(0, 1, 1)]
    [InlineData(0, 0, 10)]
    public async Task What_is_stricter_holds_before_the_entry_whichever_it_is(int heldParallelism, int heldRate, int expected)
    {
        await Writer.PutAsync(Plain with { Limits = new FlowLimits(heldParallelism, heldRate, 60_000) }, default);
        await PublishAsync(10);
        await BeginAsync(Plain with { Limits = new FlowLimits(10, 20, 60_000) });
        Assert.Equal(expected, (await LeaseAsync(session, want: 100)).Leases.Count);
    }

    [Fact]
    public async Task A_tighter_limit_holds_before_the_entry()
    {
        await Writer.PutAsync(Plain with { Limits = new FlowLimits(5, 0, 1000) }, default);
        await PublishAsync(10);
        await BeginAsync(Plain with { Limits = new FlowLimits(2, 0, 1000) });
        Assert.Equal(2, (await LeaseAsync(session)).Leases.Count);
        await BeginAsync(Plain with { Suspend = true });
        Assert.Empty((await LeaseAsync(session, holding: true)).Leases);
    }

    [Fact]
    public async Task A_lease_tells_which_entry_it_goes_by()
    {
        await Writer.PutAsync(Plain, default);
        await PublishAsync(1);
        await PublishToAsync("b.example");
        var version = (long)await Redis.Database.StringGetAsync(RedisKeys.RegistryVersion);
        Assert.All((await LeaseAsync(session)).Leases, lease => Assert.Equal(version, lease.RegistryVersion));
    }

    // The first of the two calls that a writer makes; the entry is between them.
    private Task<RedisResult> BeginAsync(EndpointDefinition endpoint) => RedisScripts.SetGate.RunAsync(
        Redis.Database, RedisKeys.Tag(Partition),
        ["", MessageRoute.EndpointGate(Billing), endpoint.Limits.Parallelism, endpoint.Limits.Rate, endpoint.Limits.PeriodMs * 1000, endpoint.Suspend ? 1 : 0, ""]);

    private async Task PublishAsync(int messages)
    {
        for (var message = 0; message < messages; message++)
        {
            await PublishAsync(TestMessage.ToEndpoint(Billing.Name));
        }
    }
}
