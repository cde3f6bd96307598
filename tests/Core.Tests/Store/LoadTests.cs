using Postrider.Core.Model;
using Postrider.Core.Store;
using Postrider.TestKit;

namespace Postrider.Core.Tests.Store;

public sealed class LoadTests : StoreTest
{
    private readonly byte[] session = TestMessage.NewSession();

    private LoadStore Loads => new(Connections, Options);

    [Fact]
    public async Task An_empty_redis_has_nothing_to_do() => Assert.Equal(new Load(0, 0, 0, null, 0), await Loads.ReadAsync());

    [Fact]
    public async Task Messages_count_from_their_acceptance_to_their_end_in_all_partitions()
    {
        await PublishManyAsync("a.example", 3);
        await PublishAsync(TestMessage.To("b.example", "bank").InQueue("mails"));
        Assert.Equal((4, 0, 2), Figures(await Loads.ReadAsync()));
        var leases = (await LeaseAsync(session)).Leases;
        Assert.Equal((1, 3, 1), Figures(await Loads.ReadAsync()));
        await SettleAsync(session, new Settlement.Delivered(leases[0]));
        await SettleAsync(session, new Settlement.Retry(leases[1], TimeSpan.FromHours(1)));
        await SettleAsync(session, TestMessage.Bury(leases[2], "broken"));
        var load = await Loads.ReadAsync();
        Assert.Equal((2, 0, 1, 1), (load.Waiting, load.InFlight, load.Due, load.DeadLetters));
        await Messages.CancelAsync(Shop, leases[1].Message.Id);
        await Queues.DeleteAsync("bank", "mails");
        Assert.Equal(new Load(0, 0, 0, null, 1), await Loads.ReadAsync());
    }

    [Fact]
    public async Task What_waits_behind_a_closed_gate_or_for_its_time_needs_no_worker_now()
    {
        await Writer.PutAsync(new EndpointDefinition { Namespace = Shop, Name = "billing", Source = "test", Url = "https://a.example/", Suspend = true }, default);
        var suspended = TestMessage.To("a.example");
        await PublishAsync(suspended with { Message = suspended.Message with { Url = null, Endpoint = "billing" } });
        await LeaseAsync(session);
        await PublishAsync(TestMessage.To("b.example") with { DelayMicros = 3_600_000_000 });
        var load = await Loads.ReadAsync();
        Assert.Equal((2, 0, 0), Figures(load));
        Assert.InRange(DateTimeOffset.FromUnixTimeMilliseconds(load.NextDueMs!.Value) - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
    }

    // While no worker runs, nobody parks a lane whose gate was closed, or that becomes due behind one.
    [Fact]
    public async Task What_became_ready_behind_a_closed_gate_needs_no_worker()
    {
        await PublishAsync(TestMessage.To("a.example").WithFlow("key", parallelism: 1));
        await PublishAsync(TestMessage.To("b.example").WithFlow("key", parallelism: 1) with { DelayMicros = 50_000 });
        await Flow.PauseAsync(Shop, "key");
        await Eventually.IsTrueAsync(async () => await ReadyAsync() == 2, "both are due");
        Assert.Equal(new Load(2, 0, 0, null, 0), await Loads.ReadAsync());
        await PublishToAsync("c.example");
        Assert.Equal((3, 0, 1), Figures(await Loads.ReadAsync()));
        Assert.NotNull((await Loads.ReadAsync()).NextDueMs);
        await Flow.ResumeAsync(Shop, "key");
        Assert.Equal((3, 0, 3), Figures(await Loads.ReadAsync()));
    }

    [Fact]
    public async Task What_became_ready_behind_a_gate_that_opens_by_itself_is_due_then()
    {
        await PublishAsync(TestMessage.To("a.example").WithFlow("key", rate: 1, periodMs: 60_000));
        await SettleAsync(session, new Settlement.Delivered(await LeaseOneAsync(session)));
        await PublishAsync(TestMessage.To("b.example").WithFlow("key", rate: 1, periodMs: 60_000) with { DelayMicros = 20_000 });
        await Eventually.IsTrueAsync(async () => await ReadyAsync() == 1, "it is due");
        var load = await Loads.ReadAsync();
        Assert.Equal((1, 0, 0), Figures(load));
        Assert.InRange(DateTimeOffset.FromUnixTimeMilliseconds(load.NextDueMs!.Value) - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(70));
    }

    [Fact]
    public async Task A_queue_whose_next_message_is_stopped_needs_no_worker()
    {
        await PublishAsync(TestMessage.To("a.example").WithFlow("key", parallelism: 1).InQueue("mails") with { DelayMicros = 20_000 });
        await Flow.PauseAsync(Shop, "key");
        await Eventually.IsTrueAsync(async () => await ReadyAsync() == 1, "it is due");
        Assert.Equal(new Load(1, 0, 0, null, 0), await Loads.ReadAsync());
        await Flow.ResumeAsync(Shop, "key");
        Assert.Equal((1, 0, 1), Figures(await Loads.ReadAsync()));
    }

    [Fact]
    public async Task Beyond_those_that_are_looked_at_everything_ready_counts()
    {
        for (var number = 0; number < 40; number++)
        {
            await PublishAsync(TestMessage.To($"{number}.example").WithFlow("key", parallelism: 1));
        }

        await Flow.PauseAsync(Shop, "key");
        var load = await Loads.ReadAsync();
        Assert.Equal((40, 0, 8), Figures(load));
        Assert.NotNull(load.NextDueMs);
    }

    [Fact]
    public async Task A_schedule_is_the_next_thing_due_and_what_is_due()
    {
        await Schedules.PutAsync([new ScheduleDefinition { Namespace = Shop, Name = "a", Source = "test", Cron = "0 0 1 1 *", Url = "https://a.example/" }]);
        var next = (await Schedules.TimesAsync(new(Shop, "a"), "test")).Next!.Value.ToUnixTimeMilliseconds();
        Assert.Equal(new Load(0, 0, 0, next, 0), await Loads.ReadAsync());
        await Redis.Database.SortedSetAddAsync($"{{{Partition}}}sch", $"{Shop}/a", 1);
        Assert.Equal(new Load(0, 0, 1, 1, 0), await Loads.ReadAsync());
        await Redis.Database.SortedSetAddAsync($"{{{Partition}}}sch", $"{Shop}/a", next);
    }

    [Fact]
    public async Task What_a_dead_worker_holds_is_due()
    {
        await PublishToAsync("a.example");
        await LeaseAsync(session, span: Short);
        await TestKit.Eventually.IsTrueAsync(async () => Figures(await Loads.ReadAsync()) == (0, 1, 1), "its lease has run out");
    }

    [Fact]
    public async Task A_worker_that_is_gone_and_held_nothing_leaves_nothing_due()
    {
        await PublishToAsync("a.example");
        var lease = Assert.Single((await LeaseAsync(session, span: Short)).Leases);
        await SettleAsync(session, new Settlement.Delivered(lease));
        await TestKit.Eventually.IsTrueAsync(
            async () => await Redis.Database.SortedSetRangeByScoreWithScoresAsync($"{{{Partition}}}sess") is [{ Score: var until }] && until < DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000.0,
            "its session has lapsed");
        Assert.Equal(new Load(0, 0, 0, null, 0), await Loads.ReadAsync());
    }

    [Fact]
    public async Task What_an_older_build_stored_uncounted_is_forgotten_when_it_is_over()
    {
        await PublishManyAsync("a.example", 2);
        await Redis.Database.KeyDeleteAsync($"{{{Partition}}}all");
        foreach (var lease in (await LeaseAsync(session)).Leases)
        {
            await SettleAsync(session, new Settlement.Delivered(lease));
        }

        await PublishToAsync("a.example");
        Assert.Equal((1, 0, 1), Figures(await Loads.ReadAsync()));
    }

    private async Task<long> ReadyAsync() => await Redis.Database.SortedSetLengthAsync($"{{{Partition}}}ready", double.NegativeInfinity, await Leases.ReadTimeAsync(Partition));

    private static (long, long, long) Figures(Load load) => (load.Waiting, load.InFlight, load.Due);
}
