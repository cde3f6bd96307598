using Postrider.Core.Model;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

/// <summary>Who is next when lanes wait for their turn or in the line of a gate.</summary>
public sealed class LineTests : StoreTest
{
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task A_delayed_message_takes_no_free_slot_from_one_that_is_due()
    {
        await PublishAsync(OneAtATime("a.example"));
        var first = await LeaseOneAsync(session);
        await PublishAsync(OneAtATime("later.example") with { DelayMicros = 3_600_000_000 });
        var due = (await PublishAsync(OneAtATime("b.example"))).Id;
        await SettleAsync(session, new Settlement.Delivered(first));
        Assert.Equal(due, (await LeaseOneAsync(session)).Message.Id);
    }

    [Fact]
    public async Task A_lane_that_another_gate_stops_passes_its_turn_on()
    {
        await PutAsync("stopped", suspend: true);
        await PublishAsync(OneAtATime("a.example"));
        var first = await LeaseOneAsync(session);
        await PublishAsync(TestMessage.ToEndpoint("stopped").WithFlow("key", parallelism: 1));
        var due = (await PublishAsync(OneAtATime("b.example"))).Id;
        await SettleAsync(session, new Settlement.Delivered(first));
        Assert.Equal(due, (await LeaseOneAsync(session)).Message.Id);
    }

    [Fact]
    public async Task A_message_that_is_cancelled_when_its_turn_comes_passes_it_on()
    {
        await PublishAsync(OneAtATime("a.example"));
        var first = await LeaseOneAsync(session);
        var second = (await PublishAsync(OneAtATime("b.example"))).Id;
        var third = (await PublishAsync(OneAtATime("c.example"))).Id;
        await SettleAsync(session, new Settlement.Delivered(first));
        Assert.NotNull(await Messages.CancelAsync(Shop, second));
        Assert.Equal(third, (await LeaseOneAsync(session)).Message.Id);
    }

    [Fact]
    public async Task Lanes_of_one_message_are_served_window_after_window_with_nothing_settled()
    {
        const int lanes = 10;
        await Publisher.PublishAsync([.. Enumerable.Range(0, lanes).Select(number => TestMessage.To($"h{number}.example").WithFlow("key", rate: 3, periodMs: 50))]);
        var served = 0;
        await TestKit.Eventually.IsTrueAsync(
            async () =>
            {
                var answer = await LeaseAsync(session, holding: served > 0);
                Assert.InRange(answer.Leases.Count, 0, 3);
                served += answer.Leases.Count;
                Assert.True(served == lanes || answer.NextIn is not null);
                return served == lanes;
            },
            "all lanes are served");
    }

    [Fact]
    public async Task A_lane_with_a_backlog_takes_turns_at_a_full_gate()
    {
        await PutAsync("billing", parallelism: 1);
        await Publisher.PublishAsync([.. Enumerable.Range(0, 50).Select(_ => TestMessage.ToEndpoint("billing").WithFlow("many", parallelism: 100))]);
        var running = await LeaseOneAsync(session);
        var fresh = (await PublishAsync(TestMessage.ToEndpoint("billing").WithFlow("one", parallelism: 100))).Id;
        var turns = 0;
        while (running.Message.Id != fresh)
        {
            Assert.InRange(++turns, 1, 3);
            await SettleAsync(session, new Settlement.Delivered(running));
            running = await LeaseOneAsync(session);
        }
    }

    [Fact]
    public async Task A_lane_with_a_backlog_takes_turns_at_a_rate()
    {
        await Publisher.PublishAsync([.. Enumerable.Range(0, 50).Select(_ => TestMessage.To("many.example").WithFlow("key", rate: 2, periodMs: 50))]);
        await LeaseAsync(session);
        var fresh = (await PublishAsync(TestMessage.To("one.example").WithFlow("key", rate: 2, periodMs: 50))).Id;
        var windows = 0;
        await TestKit.Eventually.IsTrueAsync(
            async () =>
            {
                var leases = (await LeaseAsync(session, holding: true)).Leases;
                windows += leases.Count > 0 ? 1 : 0;
                Assert.InRange(windows, 0, 3);
                return leases.Any(lease => lease.Message.Id == fresh);
            },
            "the fresh lane is served");
    }

    [Fact]
    public async Task A_fresh_lane_is_served_in_the_next_turn_beside_fifty_backlogs()
    {
        await Publisher.PublishAsync([.. Enumerable.Range(0, 50).SelectMany(lane => Enumerable.Range(0, 20).Select(_ => TestMessage.To($"h{lane}.example")))]);
        await LeaseAsync(session, want: 32);
        var fresh = await PublishToAsync("fresh.example");
        var turns = (await LeaseAsync(session, want: 32, holding: true)).Leases.Concat((await LeaseAsync(session, want: 32, holding: true)).Leases);
        Assert.Contains(turns, lease => lease.Message.Id == fresh);
    }

    [Fact]
    public async Task Many_lanes_of_a_destination_beyond_its_share_do_not_stand_before_others()
    {
        await PublishToSlowAsync(500);
        Assert.Equal(4, await LeaseAllAsync(session, share: 4));
        var other = await PublishToAsync("other.example");
        Assert.Equal(other, Assert.Single((await LeaseAsync(session, holding: true, borrow: 0, share: 4)).Leases).Message.Id);
    }

    [Fact]
    public async Task A_worker_with_free_slots_takes_what_a_full_one_left()
    {
        await PublishToSlowAsync(20);
        Assert.Equal(4, await LeaseAllAsync(session, share: 4));
        Assert.Equal(16, await LeaseAllAsync(TestMessage.NewSession(), share: 100));
    }

    [Fact]
    public async Task A_slot_of_a_destination_beyond_its_share_goes_to_its_next_lane()
    {
        await PublishToSlowAsync(100);
        var first = await LeaseAsync(session, want: 4, borrow: 0, share: 4);
        Assert.Equal(0, await LeaseAllAsync(session, share: 4, holding: true));
        await SettleAsync(session, new Settlement.Delivered(first.Leases[0]));
        Assert.Single((await LeaseAsync(session, holding: true, borrow: 0, share: 4)).Leases);
    }

    [Fact]
    public async Task A_line_that_nobody_woke_is_found_by_upkeep()
    {
        await PublishAsync(OneAtATime("a.example"));
        await LeaseOneAsync(session, span: Long);
        var second = (await PublishAsync(OneAtATime("b.example"))).Id;
        foreach (var key in new[] { $"x{GateOf("a.example")}", $"xf{Shop}\nkey", "L" + System.Text.Encoding.Latin1.GetString(session), "s", "sess" })
        {
            await Redis.Database.KeyDeleteAsync(System.Text.Encoding.Latin1.GetBytes($"{{{Partition}}}{key}")); // the first message is gone, and nobody said so
        }

        await Leases.TickAsync(Partition, Long);
        Assert.Equal(second, (await LeaseOneAsync(session)).Message.Id);
        await Redis.FlushAsync();
    }

    private static NewMessage OneAtATime(string host) => TestMessage.To(host).WithFlow("key", parallelism: 1);

    private static string GateOf(string host) => TestMessage.To(host).Message.Route.DestinationGate;

    private async Task PublishToSlowAsync(int lanes) =>
        await Publisher.PublishAsync([.. Enumerable.Range(0, lanes).Select(number => TestMessage.To("slow.example").WithFlow($"k{number}", parallelism: 1))]);

    private async Task<int> LeaseAllAsync(byte[] holder, int share, bool holding = false)
    {
        var (leased, calls) = (0, 0);
        while (calls++ < 10) // each looks at a bounded number of lanes
        {
            leased += (await LeaseAsync(holder, want: 100, holding: holding || leased > 0, borrow: Math.Max(0, share - leased - 4), share: Math.Min(share, 4))).Leases.Count;
        }

        return leased;
    }

    private Task PutAsync(string name, int parallelism = 0, bool suspend = false) => Writer.PutAsync(
        new EndpointDefinition
        {
            Namespace = Shop, Name = name, Source = "test", Url = "https://billing.example/in", Limits = new FlowLimits(parallelism, 0, 1000), Suspend = suspend,
        },
        default);
}
