using System.Text.Json;
using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

public sealed class ScheduleStoreTests : StoreTest
{
    private static readonly ResourceName Name = new(Shop, "nightly");
    private readonly byte[] session = TestMessage.NewSession();
    private readonly long dueMs = DateTimeOffset.UtcNow.AddSeconds(-2).ToUnixTimeMilliseconds();
    private readonly long laterMs = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds();

    [Fact]
    public async Task A_due_schedule_is_named_to_whoever_leases()
    {
        await SetAsync("1", dueMs);
        Assert.Equal([Name.ToString()], (await LeaseAsync(session)).DueSchedules);
    }

    [Fact]
    public async Task A_schedule_that_is_not_due_gives_the_next_moment()
    {
        await SetAsync("1", laterMs);
        var answer = await LeaseAsync(session);
        Assert.Empty(answer.DueSchedules);
        Assert.InRange(answer.NextIn!.Value.TotalMinutes, 59, 60);
    }

    [Fact]
    public async Task Schedules_that_cannot_fire_stand_back_for_those_behind_them()
    {
        const int Named = 16; // by one lease
        for (var number = 0; number <= Named; number++)
        {
            await SetAsync("1", dueMs, $"nightly-{number}");
        }

        var first = (await LeaseAsync(session)).DueSchedules;
        Assert.Equal(Named, first.Count);
        foreach (var uid in first)
        {
            await Schedules.PostponeAsync(Partition, uid, "not yet");
        }

        var answer = await LeaseAsync(session);
        Assert.Single(answer.DueSchedules);
        Assert.InRange(answer.NextIn!.Value.TotalSeconds, 0, 10);
        Assert.Equal(dueMs, (await Schedules.GetDueAsync(Partition, first[0]))!.NominalMs);
    }

    [Fact]
    public async Task A_schedule_that_was_fired_meanwhile_does_not_stand_back()
    {
        await SetAsync("1", dueMs);
        await Schedules.FireAsync(Partition, await DueAsync(), new(dueMs, laterMs, [TestMessage.To("a.example")]));
        await Schedules.PostponeAsync(Partition, Name.ToString(), "not yet");
        Assert.Equal(laterMs, await Redis.Database.SortedSetScoreAsync($"{{{Partition}}}sch", Name.ToString()));
    }

    [Fact]
    public async Task Racing_workers_fire_one_nominal_time_once()
    {
        await SetAsync("1", dueMs);
        var due = await DueAsync();
        var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Schedules.FireAsync(Partition, due, new(dueMs, laterMs, [TestMessage.To("a.example")]))));
        Assert.Single(won, FiringOutcome.Fired);
        Assert.Single((await LeaseAsync(session)).Leases);
        Assert.Equal(laterMs, (await DueAsync()).NominalMs);
        Assert.Equal(dueMs, (await Schedules.TimesAsync(Name, "test")).Last!.Value.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task An_unchanged_schedule_keeps_its_next_firing()
    {
        await SetAsync("1", dueMs);
        await SetAsync("1", laterMs);
        Assert.Equal(dueMs, (await DueAsync()).NominalMs);
    }

    [Fact]
    public async Task A_changed_schedule_takes_its_new_time_and_refuses_a_firing_read_before()
    {
        await SetAsync("1", dueMs);
        var read = await DueAsync();
        await SetAsync("2", laterMs);
        Assert.Equal(laterMs, (await DueAsync()).NominalMs);
        Assert.Equal(FiringOutcome.Lost, await Schedules.FireAsync(Partition, read, new(dueMs, laterMs, [TestMessage.To("a.example")])));
        Assert.Empty((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task A_missed_firing_moves_on_without_a_last_time()
    {
        await SetAsync("1", dueMs);
        Assert.Equal(FiringOutcome.Fired, await Schedules.FireAsync(Partition, await DueAsync(), new(null, laterMs, [])));
        Assert.Equal(new ScheduleTimes(null, DateTimeOffset.FromUnixTimeMilliseconds(laterMs)), await Schedules.TimesAsync(Name, "test"));
    }

    [Fact]
    public async Task A_schedule_that_never_fires_again_is_no_longer_due()
    {
        await SetAsync("1", dueMs);
        Assert.Equal(FiringOutcome.Fired, await Schedules.FireAsync(Partition, await DueAsync(), new(dueMs, null, [TestMessage.To("a.example")])));
        Assert.Null(await Schedules.GetDueAsync(Partition, Name.ToString()));
        Assert.Empty((await LeaseAsync(session)).DueSchedules);
    }

    [Fact]
    public async Task A_removed_schedule_is_not_fired_by_whoever_read_it_before()
    {
        await SetAsync("1", dueMs);
        var read = await DueAsync();
        await Schedules.RemoveAsync(Name, "test");
        Assert.Equal(FiringOutcome.Lost, await Schedules.FireAsync(Partition, read, new(dueMs, laterMs, [TestMessage.To("a.example")])));
        Assert.Null(await Schedules.GetDueAsync(Partition, Name.ToString()));
    }

    [Fact]
    public async Task A_firing_that_failed_half_way_in_another_worker_stores_each_message_once()
    {
        var message = TestMessage.To("a.example");
        await SetAsync("1", dueMs);
        await PublishAsync(message);
        Assert.Equal(FiringOutcome.Fired, await Schedules.FireAsync(Partition, await DueAsync(), new(dueMs, laterMs, [message, TestMessage.To("b.example")])));
        Assert.Equal(2, (await LeaseAsync(session)).Leases.Count);
    }

    [Theory]
    [InlineData(Shop)]
    [InlineData("bank")]
    public async Task A_firing_that_needs_a_queue_too_many_is_refused_and_can_be_told_so(string owner)
    {
        Queueing.MaxQueues = 1;
        Assert.True(await Queues.SetAsync(owner, "first", null, null));
        await SetAsync("1", dueMs);
        var due = await DueAsync();
        var message = TestMessage.To("a.example", owner).InQueue("second");
        Assert.Equal(FiringOutcome.TooManyQueues, await Schedules.FireAsync(Partition, due, new(dueMs, laterMs, [TestMessage.To("a.example"), message])));
        Assert.Equal(dueMs, (await DueAsync()).NominalMs);
        Assert.Equal("first", Assert.Single(await Queues.ListAsync(owner)).Name);
        Assert.Empty((await LeaseAsync(session)).Leases);
        Assert.Equal(FiringOutcome.Fired, await Schedules.FireAsync(Partition, due, new(dueMs, laterMs, []) { Error = "full" }));
        Assert.Equal(laterMs, (await DueAsync()).NominalMs);
        Assert.Equal("full", (await new ScheduleReader(Connections, Options).GetAsync(Name))!.Error);
    }

    [Fact]
    public async Task A_firing_to_as_many_as_a_topic_may_ever_have_stores_them_all()
    {
        const int most = 10_000;
        await SetAsync("1", dueMs);
        var messages = Enumerable.Range(0, most).Select(_ => TestMessage.To("a.example")).ToList();
        Assert.Equal(FiringOutcome.Fired, await Schedules.FireAsync(Partition, await DueAsync(), new(dueMs, laterMs, messages)));
        var leased = new HashSet<MessageId>();
        while (leased.Count < most)
        {
            var answer = await LeaseAsync(session, want: 1000, borrow: most, holding: leased.Count > 0);
            Assert.NotEmpty(answer.Leases);
            leased.UnionWith(answer.Leases.Select(lease => lease.Message.Id));
        }
    }

    private async Task<DueSchedule> DueAsync() => (await Schedules.GetDueAsync(Partition, Name.ToString()))!;

    private Task SetAsync(string generation, long nextMs, string name = "nightly")
    {
        var definition = new ScheduleDefinition { Namespace = Shop, Name = name, Source = "test", Cron = "0 * * * *", Url = "https://a.example/" };
        var json = JsonSerializer.Serialize(definition, RegistryJson.Default.ScheduleDefinition);
        return Schedules.PutAsync(definition, [new ScheduleEntry(new ResourceName(Shop, name).ToString(), generation, json, nextMs).Arguments(null)], null);
    }
}
