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

    private static string GateKey => $"{{{Partition}}}g{MessageRoute.EndpointGate(Billing)}";

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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task While_it_is_being_removed_nothing_passes_and_its_limits_stay(bool suspended)
    {
        await Writer.PutAsync(Plain with { Suspend = suspended, Limits = new FlowLimits(2, 0, 1000) }, default);
        await PublishAsync(5);
        await RedisScripts.ForgetGate.RunAsync(Redis.Database, RedisKeys.Tag(Partition), ["", MessageRoute.EndpointGate(Billing), ""]);
        Assert.Empty((await LeaseAsync(session)).Leases);
        Assert.Equal(2, (int)await Redis.Database.HashGetAsync(GateKey, "cap"));
        await Writer.PutAsync(Plain with { Limits = new FlowLimits(2, 0, 1000) }, default); // whoever follows declares it again
        Assert.Equal(2, (await LeaseAsync(session)).Leases.Count);
    }

    [Fact]
    public async Task What_is_kept_of_a_removed_one_ends_by_itself_unless_it_comes_back()
    {
        await Writer.PutAsync(Plain, default);
        await Writer.RemoveAsync(ResourceKind.Endpoint, Billing, "test", default);
        Assert.NotNull(await Redis.Database.KeyTimeToLiveAsync(GateKey));
        await Writer.PutAsync(Plain, default);
        Assert.Null(await Redis.Database.KeyTimeToLiveAsync(GateKey));
    }

    [Fact]
    public async Task A_registry_that_was_lost_goes_on_above_every_version_that_was_seen()
    {
        await Writer.PutAsync(Plain, default);
        await Writer.PutAsync(Plain with { Url = "https://b.example/" }, default);
        var seen = (long)await Redis.Database.StringGetAsync(RedisKeys.RegistryVersion);
        await Redis.FlushAsync();
        await Writer.PutAsync(Plain, default);
        Assert.True((long)await Redis.Database.StringGetAsync(RedisKeys.RegistryVersion) > seen);
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
