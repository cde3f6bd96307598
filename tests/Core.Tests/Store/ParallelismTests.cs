using Postrider.Core.Model;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

public sealed class ParallelismTests : StoreTest
{
    private readonly byte[] session = TestMessage.NewSession();
    private ParallelismStore Caps => new(Connections, Options);

    [Fact]
    public async Task All_lanes_of_a_namespace_together_have_no_more_in_flight_than_the_cap()
    {
        await Caps.CapAsync(Partition, 3, keep: false);
        await PublishAllKindsAsync();
        var leases = (await LeaseAsync(session)).Leases;
        Assert.Equal(3, leases.Count);
        Assert.Equal(new Parallelism(3, 3), await Caps.ReadAsync(Shop));
        Assert.Empty((await LeaseAsync(session, holding: true)).Leases);
        await SettleAsync(session, new Settlement.Delivered(leases[0]));
        Assert.Equal(new Parallelism(3, 2), await Caps.ReadAsync(Shop));
        Assert.Single((await LeaseAsync(session, holding: true)).Leases);
    }

    [Fact]
    public async Task Everything_is_served_in_the_end_through_retries_and_crashes()
    {
        await Caps.CapAsync(Partition, 2, keep: false);
        await PublishAllKindsAsync();
        await LeaseAsync(TestMessage.NewSession(), span: Short); // a worker that dies
        await RecoverAsync(2);
        Assert.Equal(0, (await Caps.ReadAsync(Shop)).Count);
        var (retried, delivered) = (0, 0);
        while (delivered < 9)
        {
            var leases = (await LeaseAsync(session)).Leases;
            Assert.InRange(leases.Count, 1, 2);
            foreach (var lease in leases)
            {
                var again = lease.Retried == 0 && retried++ < 3;
                await SettleAsync(session, again ? new Settlement.Retry(lease, TimeSpan.Zero) : new Settlement.Delivered(lease));
                delivered += again ? 0 : 1;
            }
        }

        Assert.Equal(new Parallelism(2, 0), await Caps.ReadAsync(Shop));
    }

    [Fact]
    public async Task Another_namespace_has_its_own()
    {
        var neighbour = Enumerable.Range(0, 100).Select(number => $"neighbour-{number}").First(ns => PartitionOf(ns) == Partition);
        await Caps.CapAsync(Partition, 1, keep: false);
        await PublishManyAsync("a.example", 3);
        await Publisher.PublishAsync([TestMessage.To("a.example", neighbour), TestMessage.To("b.example", neighbour)]);
        Assert.Equal([neighbour, Shop], (await LeaseAsync(session)).Leases.Select(lease => lease.Message.Namespace).Order());
        Assert.Equal((1, 1), ((await Caps.ReadAsync(Shop)).Count, (await Caps.ReadAsync(neighbour)).Count));
    }

    [Fact]
    public async Task A_raised_cap_lets_more_go_at_once_and_one_that_is_kept_changes_nothing()
    {
        await Caps.CapAsync(Partition, 1, keep: false);
        await PublishManyAsync("a.example", 5);
        await LeaseOneAsync(session);
        await Caps.CapAsync(Partition, 4, keep: true);
        Assert.Empty((await LeaseAsync(session, holding: true)).Leases);
        await Caps.CapAsync(Partition, 3, keep: false);
        Assert.Equal(2, (await LeaseAsync(session, holding: true)).Leases.Count);
    }

    [Fact]
    public async Task Without_a_cap_what_workers_hold_is_counted()
    {
        await PublishAllKindsAsync();
        await LeaseAsync(session, want: 3);
        await LeaseAsync(TestMessage.NewSession(), want: 1);
        Assert.Equal(new Parallelism(0, 4), await Caps.ReadAsync(Shop));
        Assert.Equal(default, await Caps.ReadAsync("sho"));
        Assert.Equal(default, await Caps.ReadAsync("shop2"));
    }

    [Fact]
    public async Task What_was_in_flight_when_the_cap_came_or_came_back_counts()
    {
        await PublishManyAsync("a.example", 5);
        var first = await LeaseAsync(session, want: 2);
        await Caps.CapAsync(Partition, 2, keep: true);
        Assert.Equal(new Parallelism(2, 2), await Caps.ReadAsync(Shop));
        Assert.Empty((await LeaseAsync(session, holding: true)).Leases);
        await Redis.Database.KeyDeleteAsync($"{{{Partition}}}gp"); // it lapsed, or Redis lost it
        await SettleAsync(session, new Settlement.Delivered(first.Leases[0]));
        await Caps.CapAsync(Partition, 2, keep: true);
        Assert.Equal(new Parallelism(2, 1), await Caps.ReadAsync(Shop));
        Assert.Single((await LeaseAsync(session, holding: true)).Leases);
    }

    [Fact]
    public async Task A_cap_that_nobody_says_again_is_gone_and_what_stood_behind_it_goes_on()
    {
        await Caps.CapAsync(Partition, 1, keep: false);
        Assert.InRange((await Redis.Database.KeyTimeToLiveAsync($"{{{Partition}}}gp"))!.Value.TotalSeconds, 50, 60);
        await PublishManyAsync("a.example", 1);
        await PublishManyAsync("b.example", 1);
        await LeaseOneAsync(session);
        Assert.Empty((await LeaseAsync(session, holding: true)).Leases);
        await Redis.Database.KeyDeleteAsync($"{{{Partition}}}gp");
        await TestKit.Eventually.IsTrueAsync(
            async () =>
            {
                await Leases.TickAsync(Partition, Long);
                return (await LeaseAsync(session, holding: true)).Leases.Count == 1;
            }, "upkeep finds what waits");
    }

    // Three by a flow-control key, three of queues, three with neither.
    private async Task PublishAllKindsAsync()
    {
        for (var number = 0; number < 3; number++)
        {
            await PublishAsync(TestMessage.To($"h{number}.example").WithFlow("key", parallelism: 100));
            await PublishAsync(TestMessage.To("q.example").InQueue($"jobs-{number}"));
            await PublishAsync(TestMessage.To("p.example"));
        }
    }
}
