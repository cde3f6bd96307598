using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store;
using StackExchange.Redis;

namespace Postrider.Core.Tests.Store;

public sealed class GateTests : StoreTest
{
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task No_more_of_a_flow_key_are_leased_than_its_parallelism()
    {
        await PublishFlowAsync(5, parallelism: 2);
        Assert.Equal(2, (await LeaseAsync(session)).Leases.Count);
        var answer = await LeaseAsync(session, holding: true);
        Assert.Empty(answer.Leases);
        Assert.Null(answer.NextIn);
    }

    [Fact]
    public async Task A_slot_that_is_freed_goes_to_the_next_message()
    {
        await PublishFlowAsync(3, parallelism: 1);
        for (var delivered = 0; delivered < 3; delivered++)
        {
            Assert.True(await SettleAsync(session, new Settlement.Delivered(await LeaseOneAsync(session))));
        }

        Assert.Empty((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task One_flow_key_limits_all_of_its_destinations_together()
    {
        await PublishAsync(TestMessage.To("a.example").WithFlow("key", parallelism: 1));
        await PublishAsync(TestMessage.To("b.example").WithFlow("key", parallelism: 1));
        var first = await LeaseOneAsync(session);
        Assert.Empty((await LeaseAsync(session, holding: true)).Leases);
        await SettleAsync(session, new Settlement.Delivered(first));
        Assert.NotEqual(first.Message.Url, (await LeaseOneAsync(session)).Message.Url);
    }

    [Fact]
    public async Task A_flow_key_does_not_bypass_the_endpoints_own_limit()
    {
        await PutAsync("billing", new FlowLimits(1, 0, 1000));
        await PublishAsync(TestMessage.ToEndpoint("billing").WithFlow("one", parallelism: 5));
        await PublishAsync(TestMessage.ToEndpoint("billing").WithFlow("two", parallelism: 5));
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        Assert.Single((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task A_raised_limit_lets_waiting_messages_go_at_once()
    {
        await PublishFlowAsync(4, parallelism: 1);
        await LeaseOneAsync(session);
        await PublishAsync(TestMessage.To("a.example").WithFlow("key", parallelism: 3));
        Assert.Equal(2, (await LeaseAsync(session, holding: true)).Leases.Count);
    }

    [Fact]
    public async Task A_rate_holds_in_its_window_and_the_rest_follows_in_the_next()
    {
        const int periodMs = 4000;
        await PublishFlowAsync(5, rate: 3, periodMs: periodMs);
        Assert.Equal(3, (await LeaseAsync(session)).Leases.Count);
        var answer = await LeaseAsync(session, holding: true);
        Assert.Empty(answer.Leases);
        Assert.InRange(answer.NextIn!.Value.TotalMilliseconds, 1, periodMs + 100);
        var rest = await TestKit.Eventually.BecomesAsync(() => LeaseAsync(session, holding: true), next => next.Leases.Count > 0, "the next window opens");
        Assert.Equal(2, rest.Leases.Count);
    }

    [Fact]
    public async Task A_message_released_after_its_request_began_counts_against_its_window()
    {
        await PublishFlowAsync(1, rate: 1, periodMs: 60_000);
        var lease = await LeaseOneAsync(session);
        await SettleAsync(session, new Settlement.Release(lease, TimeSpan.Zero));
        Assert.Empty((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task A_message_released_unsent_gives_its_place_in_the_window_back()
    {
        await PublishFlowAsync(1, rate: 1, periodMs: 60_000);
        var lease = await LeaseOneAsync(session);
        await SettleAsync(session, new Settlement.Release(lease, TimeSpan.Zero, Unsent: true));
        await LeaseOneAsync(session);
        Assert.Empty((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task A_place_in_the_window_that_its_own_lease_opened_is_given_back_however_long_the_lease_took()
    {
        await PublishFlowAsync(1, rate: 1, periodMs: 60_000);
        await Redis.Database.ExecuteAsync("CLIENT", "PAUSE", "150", "ALL");
        var lease = await LeaseOneAsync(session);
        await SettleAsync(session, new Settlement.Release(lease, TimeSpan.Zero, Unsent: true));
        await LeaseOneAsync(session);
    }

    [Fact]
    public async Task A_place_in_a_window_that_is_over_is_not_given_back_to_the_next_one()
    {
        await PublishFlowAsync(3, rate: 1, periodMs: 20);
        var first = await LeaseOneAsync(session);
        var second = await TestKit.Eventually.BecomesAsync(() => LeaseAsync(session, holding: true), answer => answer.Leases.Count > 0, "the next window opens");
        await SettleAsync(session, new Settlement.Release(first, TimeSpan.FromMinutes(1), Unsent: true));
        Assert.Single(second.Leases);
        Assert.Equal(1, (int)await Redis.Database.HashGetAsync($"{{{Partition}}}gf{Shop}\nkey", "wc"));
    }

    [Fact]
    public async Task Limits_of_a_flow_key_stay_while_messages_wait_and_go_some_time_after_the_last()
    {
        RedisKey gate = $"{{{Partition}}}gf{Shop}\nkey";
        await PublishFlowAsync(1, parallelism: 1);
        await PublishAsync(TestMessage.To("b.example").WithFlow("key", parallelism: 1) with { DelayMicros = 40_000 });
        await SettleAsync(session, new Settlement.Delivered(await LeaseOneAsync(session)));
        Assert.Null(await Redis.Database.KeyTimeToLiveAsync(gate));
        var last = await TestKit.Eventually.BecomesAsync(() => LeaseAsync(session), answer => answer.Leases.Count > 0, "the delayed message is due");
        Assert.Null(await Redis.Database.KeyTimeToLiveAsync(gate));
        await SettleAsync(session, new Settlement.Delivered(last.Leases[0]));
        Assert.InRange((await Redis.Database.KeyTimeToLiveAsync(gate))!.Value.TotalMinutes, 9, 10);
        await PublishFlowAsync(1, parallelism: 1);
        Assert.Null(await Redis.Database.KeyTimeToLiveAsync(gate));
    }

    [Fact]
    public async Task A_suspended_endpoint_accepts_and_keeps_until_it_goes_on()
    {
        await PutAsync("billing", FlowLimits.None, suspend: true);
        var id = (await PublishAsync(TestMessage.ToEndpoint("billing"))).Id;
        var answer = await LeaseAsync(session);
        Assert.Empty(answer.Leases);
        Assert.Null(answer.NextIn);
        await PutAsync("billing", FlowLimits.None);
        Assert.Equal(id, (await LeaseOneAsync(session)).Message.Id);
    }

    [Fact]
    public async Task Opening_a_gate_wakes_whoever_sleeps()
    {
        var woken = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await PutAsync("billing", FlowLimits.None, suspend: true);
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        await LeaseAsync(session);
        await Redis.Connection.GetSubscriber().SubscribeAsync(WakeSignals.Channel, (_, message) => woken.TrySetResult(message!));
        await PutAsync("billing", FlowLimits.None);
        Assert.Equal($"{{{Partition}}}0", await woken.Task.WaitAsync(TestKit.Eventually.Patience));
    }

    [Fact]
    public async Task A_suspended_endpoint_does_not_delay_another_one()
    {
        await PutAsync("stopped", FlowLimits.None, suspend: true);
        await PublishAsync(TestMessage.ToEndpoint("stopped"));
        var other = (await PublishAsync(TestMessage.ToEndpoint("running"))).Id;
        Assert.Equal(other, (await LeaseOneAsync(session)).Message.Id);
    }

    [Fact]
    public async Task A_crashed_session_gives_its_slots_back()
    {
        await PublishFlowAsync(2, parallelism: 1);
        await LeaseAsync(session, span: Short);
        await RecoverAsync(1);
        Assert.Single((await LeaseAsync(TestMessage.NewSession())).Leases);
    }

    [Fact]
    public async Task More_lanes_than_one_waking_lets_go_are_all_served_in_the_end()
    {
        const int lanes = 150;
        await Publisher.PublishAsync([.. Enumerable.Range(0, lanes).Select(number => TestMessage.To($"h{number}.example").WithFlow("key", rate: 1000, periodMs: 200))]);
        var seen = 0;
        await TestKit.Eventually.IsTrueAsync(async () => (seen += (await LeaseAsync(session, want: 100, holding: seen > 0)).Leases.Count) == lanes, "all lanes are served");
    }

    private Task PublishFlowAsync(int messages, int parallelism = 0, int rate = 0, long periodMs = 1000) =>
        Publisher.PublishAsync([.. Enumerable.Range(0, messages).Select(_ => TestMessage.To("a.example").WithFlow("key", parallelism, rate, periodMs))]);

    private Task PutAsync(string name, FlowLimits limits, bool suspend = false) => Writer.PutAsync(
        new EndpointDefinition { Namespace = Shop, Name = name, Source = "test", Url = "https://billing.example/in", Limits = limits, Suspend = suspend }, default);
}
