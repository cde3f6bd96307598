using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store;
using StackExchange.Redis;

namespace Postrider.Core.Tests.Store;

public sealed class FlowControlTests : StoreTest
{
    private const string Key = "key";
    private static readonly RedisKey Gate = $"{{{Partition}}}gf{Shop}\n{Key}";
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task A_key_is_found_as_its_newest_message_set_it_with_what_runs_and_waits()
    {
        await PublishFlowAsync(5, parallelism: 2, rate: 3, periodMs: 60_000);
        Assert.Equal((3L, 0, 0, 0L), Figures(await GetAsync())); // due, and more than there is room for
        await LeaseAsync(session);
        var state = await GetAsync();
        Assert.Equal(new FlowLimits(2, 3, 60_000), state.Limits);
        Assert.Equal((3L, 2, 2), (state.Waiting, state.InFlight, state.Started));
        Assert.InRange(state.WindowStart, DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 10, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        Assert.False(state.Paused || state.ParallelismPinned || state.RatePinned);
    }

    [Fact]
    public async Task A_window_that_is_over_counts_nothing()
    {
        await PublishFlowAsync(1, rate: 3, periodMs: 100);
        await LeaseOneAsync(session);
        await TestKit.Eventually.IsTrueAsync(async () => Figures(await GetAsync()) == (0, 1, 0, 0), "the window is over");
    }

    [Fact]
    public async Task Delayed_messages_do_not_wait_for_their_key()
    {
        await PublishAsync(TestMessage.To("a.example").WithFlow(Key, parallelism: 1) with { DelayMicros = 60_000_000 });
        await Flow.PauseAsync(Shop, Key);
        Assert.Equal(0, (await GetAsync()).Waiting);
    }

    [Fact]
    public async Task Nothing_of_a_paused_key_starts_until_it_goes_on_and_then_whoever_sleeps_is_woken()
    {
        await PublishFlowAsync(3, parallelism: 2);
        var running = await LeaseAsync(session, want: 1);
        await Flow.PauseAsync(Shop, Key);
        await PublishFlowAsync(2, parallelism: 5);
        var answer = await LeaseAsync(session, holding: true);
        Assert.Empty(answer.Leases);
        Assert.Null(answer.NextIn);
        Assert.Equal((true, 4L), ((await GetAsync()).Paused, (await GetAsync()).Waiting));
        await SettleAsync(session, new Settlement.Delivered(running.Leases[0]));
        Assert.Empty((await LeaseAsync(session)).Leases);

        var woken = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await Redis.Connection.GetSubscriber().SubscribeAsync(WakeSignals.Channel, (_, message) => woken.TrySetResult(message!));
        Assert.True(await Flow.ResumeAsync(Shop, Key));
        Assert.Equal($"{{{Partition}}}0", await woken.Task.WaitAsync(TestKit.Eventually.Patience));
        Assert.Equal(4, (await LeaseAsync(session)).Leases.Count);
        Assert.Equal((false, 0L), ((await GetAsync()).Paused, (await GetAsync()).Waiting));
    }

    [Fact]
    public async Task A_pause_keeps_the_rate_window_and_its_count()
    {
        await PublishFlowAsync(4, rate: 3, periodMs: 60_000);
        await LeaseAsync(session, want: 2);
        var before = await GetAsync();
        await Flow.PauseAsync(Shop, Key);
        await Flow.ResumeAsync(Shop, Key);
        Assert.Equal((before.WindowStart, 2), ((await GetAsync()).WindowStart, (await GetAsync()).Started));
        Assert.Single((await LeaseAsync(session, holding: true)).Leases);
    }

    [Fact]
    public async Task A_pause_or_pin_makes_an_unknown_key_and_the_rest_refuses_it()
    {
        Assert.False(await Flow.ResumeAsync(Shop, Key) || await Flow.UnpinAsync(Shop, Key, true, true) || await Flow.ResetRateAsync(Shop, Key));
        Assert.Null(await Flow.GetAsync(Shop, Key));
        await Flow.PauseAsync(Shop, Key);
        Assert.Equal((FlowLimits.None, true), ((await GetAsync()).Limits, (await GetAsync()).Paused));
        await Flow.PinAsync(Shop, "other", new(3, null, null));
        Assert.Equal(new FlowLimits(3, 0, 1000), (await Flow.GetAsync(Shop, "other"))!.Limits);
        await PublishFlowAsync(1, parallelism: 7);
        Assert.Empty((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task A_paused_or_pinned_key_is_never_forgotten_and_any_other_is_some_time_after_its_last_message()
    {
        await Flow.PauseAsync(Shop, Key);
        await Flow.PinAsync(Shop, Key, new(2, 3, null));
        await Flow.ResumeAsync(Shop, Key);
        await PublishFlowAsync(1, parallelism: 1);
        await SettleAsync(session, new Settlement.Delivered(await LeaseOneAsync(session)));
        await Flow.UnpinAsync(Shop, Key, parallelism: true, rate: false);
        Assert.Null(await Redis.Database.KeyTimeToLiveAsync(Gate));
        await Flow.UnpinAsync(Shop, Key, parallelism: false, rate: true);
        Assert.InRange((await Redis.Database.KeyTimeToLiveAsync(Gate))!.Value.TotalMinutes, 9, 10);
        await Flow.PauseAsync(Shop, Key);
        Assert.Null(await Redis.Database.KeyTimeToLiveAsync(Gate));
    }

    [Fact]
    public async Task A_key_that_goes_on_with_messages_waiting_is_not_forgotten()
    {
        await PublishFlowAsync(1, parallelism: 1);
        await Flow.PauseAsync(Shop, Key);
        await Flow.ResumeAsync(Shop, Key);
        Assert.Null(await Redis.Database.KeyTimeToLiveAsync(Gate));
    }

    [Fact]
    public async Task What_is_pinned_is_not_changed_by_messages_and_the_rest_is()
    {
        await PublishFlowAsync(1, parallelism: 1, rate: 10, periodMs: 5000);
        await Flow.PinAsync(Shop, Key, new(4, null, null));
        await PublishFlowAsync(1, parallelism: 2, rate: 20, periodMs: 6000);
        Assert.Equal(new FlowLimits(4, 20, 6000), (await GetAsync()).Limits);
        await Flow.PinAsync(Shop, Key, new(null, null, 7000));
        await PublishFlowAsync(1, parallelism: 3, rate: 30, periodMs: 8000);
        Assert.Equal(new FlowLimits(4, 20, 7000), (await GetAsync()).Limits);
        Assert.True((await GetAsync()) is { ParallelismPinned: true, RatePinned: true });
    }

    [Fact]
    public async Task Unpinned_numbers_stay_until_a_message_says_others()
    {
        await Flow.PinAsync(Shop, Key, new(4, 40, 4000));
        await Flow.UnpinAsync(Shop, Key, parallelism: true, rate: false);
        Assert.Equal(new FlowLimits(4, 40, 4000), (await GetAsync()).Limits);
        Assert.True((await GetAsync()) is { ParallelismPinned: false, RatePinned: true });
        await PublishFlowAsync(1, parallelism: 1, rate: 10, periodMs: 1000);
        Assert.Equal(new FlowLimits(1, 40, 4000), (await GetAsync()).Limits);
    }

    [Fact]
    public async Task Pinning_lets_waiting_messages_go_at_once_and_begins_the_window_anew()
    {
        await PublishFlowAsync(6, parallelism: 5, rate: 2, periodMs: 60_000);
        Assert.Equal(2, (await LeaseAsync(session)).Leases.Count);
        await Flow.PinAsync(Shop, Key, new(4, 2, null));
        Assert.Equal(0, (await GetAsync()).Started);
        Assert.Equal(2, (await LeaseAsync(session, holding: true)).Leases.Count);
        await Flow.PinAsync(Shop, Key, new(5, null, null));
        Assert.Single((await LeaseAsync(session, holding: true)).Leases);
        await Flow.PinAsync(Shop, Key, new(100, null, null));
        Assert.Single((await LeaseAsync(session, holding: true)).Leases);
    }

    [Fact]
    public async Task A_pinned_parallelism_holds_for_messages_that_ask_for_more()
    {
        await Flow.PinAsync(Shop, Key, new(1, null, null));
        await PublishFlowAsync(3, parallelism: 10);
        Assert.Single((await LeaseAsync(session)).Leases);
        Assert.Equal(2, (await GetAsync()).Waiting);
    }

    [Fact]
    public async Task Resetting_the_rate_lets_waiting_messages_start_at_once()
    {
        await PublishFlowAsync(4, rate: 2, periodMs: 60_000);
        Assert.Equal(2, (await LeaseAsync(session)).Leases.Count);
        Assert.True(await Flow.ResetRateAsync(Shop, Key));
        Assert.Equal(0, (await GetAsync()).Started);
        Assert.Equal(2, (await LeaseAsync(session, holding: true)).Leases.Count);
    }

    [Fact]
    public async Task A_message_without_limits_of_the_key_changes_nothing_of_it()
    {
        await Flow.PinAsync(Shop, Key, new(4, null, null));
        await PublishToAsync("a.example");
        Assert.Equal(0, (await GetAsync()).InFlight);
        Assert.Single((await LeaseAsync(session)).Leases);
        Assert.Equal(0, (await GetAsync()).InFlight);
    }

    [Fact]
    public async Task A_key_of_more_destinations_than_one_look_covers_is_counted_whole()
    {
        const int Destinations = 1200;
        await Flow.PauseAsync(Shop, Key);
        foreach (var chunk in Enumerable.Range(0, Destinations).Chunk(400))
        {
            await Publisher.PublishAsync([.. chunk.Select(number => TestMessage.To($"h{number}.example").WithFlow(Key, parallelism: 1))]);
        }

        Assert.Equal(Destinations, (await GetAsync()).Waiting);
    }

    [Fact]
    public async Task Of_a_queue_that_its_key_stops_the_next_message_waits_for_the_key()
    {
        await Flow.PauseAsync(Shop, Key);
        await PublishAsync(Queued("jobs"));
        await PublishAsync(Queued("jobs"));
        await LeaseAsync(session);
        Assert.Equal(1, (await GetAsync()).Waiting);
        await Flow.ResumeAsync(Shop, Key);
        Assert.Single((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task All_keys_are_listed_page_by_page_in_order_and_those_that_are_forgotten_are_not()
    {
        const int Keys = 1100;
        await Publisher.PublishAsync([.. Enumerable.Range(0, Keys).Select(number => TestMessage.To("a.example").WithFlow($"k{number:0000}", parallelism: 1))]);
        await Redis.Database.KeyDeleteAsync($"{{{Partition}}}gf{Shop}\nk0500");
        var listed = await ListAsync("");
        Assert.Equal(Enumerable.Range(0, Keys).Where(number => number != 500).Select(number => $"k{number:0000}"), listed);
        Assert.Equal(Keys - 1, await Redis.Database.SortedSetLengthAsync($"{{{Partition}}}fi{Shop}"));
        Assert.Equal(["k0999", "k1000", "k1001"], (await ListAsync("K0999")).Concat(await ListAsync("1000")).Concat(await ListAsync("1001")));
        Assert.Empty(await ListAsync("none"));
    }

    [Fact]
    public async Task The_same_key_of_two_namespaces_never_meets()
    {
        var neighbour = Enumerable.Range(0, 100).Select(number => $"neighbour-{number}").First(ns => PartitionOf(ns) == Partition);
        await PublishFlowAsync(1, parallelism: 1);
        await Publisher.PublishAsync([TestMessage.To("a.example", neighbour).WithFlow(Key, parallelism: 9)]);
        await Flow.PauseAsync(Shop, Key);
        await Flow.PinAsync(Shop, Key, new(3, null, null));
        var other = (await Flow.GetAsync(neighbour, Key))!;
        Assert.Equal((new FlowLimits(9, 0, 1000), false, false), (other.Limits, other.Paused, other.ParallelismPinned));
        Assert.Equal(neighbour, (await LeaseOneAsync(session)).Message.Namespace);
        Assert.Equal((0, 1), ((await GetAsync()).InFlight, (await Flow.GetAsync(neighbour, Key))!.InFlight));
        Assert.Single(await ListAsync(""));
    }

    [Fact]
    public async Task Keys_that_are_forgotten_leave_the_list_also_when_nobody_reads_it()
    {
        for (var number = 0; number < 100; number++)
        {
            await Flow.PauseAsync(Shop, $"old{number}");
            await Redis.Database.KeyDeleteAsync($"{{{Partition}}}gf{Shop}\nold{number}"); // as its expiry does
        }

        for (var number = 0; number < 100; number++)
        {
            await Flow.PauseAsync(Shop, $"new{number}");
        }

        Assert.InRange(await Redis.Database.SortedSetLengthAsync(RedisKeys.FlowKeys(Partition, Shop)), 100, 170);
        Assert.Equal(100, (await ListAsync("")).Count);
    }

    [Theory]
    [InlineData(true, 3590, 3700)] // until its window is over, and the guard behind it
    [InlineData(false, 590, 600)]
    public async Task An_idle_key_is_forgotten_after_ten_minutes_and_not_while_its_window_counts(bool starts, int fromSeconds, int toSeconds)
    {
        var id = (await PublishAsync(TestMessage.To("a.example").WithFlow(Key, parallelism: 0, rate: 5, periodMs: 3_600_000))).Id;
        if (starts)
        {
            await SettleAsync(session, new Settlement.Delivered(await LeaseOneAsync(session)));
        }
        else
        {
            await Messages.CancelAsync(Shop, id);
        }

        Assert.InRange((await Redis.Database.KeyTimeToLiveAsync(Gate))!.Value, TimeSpan.FromSeconds(fromSeconds), TimeSpan.FromSeconds(toSeconds));
    }

    [Fact]
    public async Task Whatever_is_said_twice_is_the_same_as_said_once()
    {
        await PublishFlowAsync(2, parallelism: 1);
        foreach (var paused in new[] { true, true, false, false })
        {
            await (paused ? Flow.PauseAsync(Shop, Key) : Flow.ResumeAsync(Shop, Key));
            Assert.Equal(paused, (await GetAsync()).Paused);
        }

        await Flow.PinAsync(Shop, Key, new(2, null, null));
        await Flow.PinAsync(Shop, Key, new(2, null, null));
        await Flow.UnpinAsync(Shop, Key, true, true);
        await Flow.UnpinAsync(Shop, Key, true, true);
        Assert.Equal(2, (await LeaseAsync(session)).Leases.Count);
    }

    private static NewMessage Queued(string queue) => TestMessage.To("a.example").WithFlow(Key, parallelism: 5).InQueue(queue);

    private static (long Waiting, int InFlight, int Started, long WindowStart) Figures(FlowControlState state) => (state.Waiting, state.InFlight, state.Started, state.WindowStart);

    private async Task<FlowControlState> GetAsync() => (await Flow.GetAsync(Shop, Key))!;

    private async Task<List<string>> ListAsync(string search) => await Flow.ListAsync(Shop, search).Select(state => state.Key).ToListAsync();

    private Task PublishFlowAsync(int messages, int parallelism = 0, int rate = 0, long periodMs = 1000) =>
        Publisher.PublishAsync([.. Enumerable.Range(0, messages).Select(_ => TestMessage.To("a.example").WithFlow(Key, parallelism, rate, periodMs))]);
}
