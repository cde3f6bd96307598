using Postrider.Core.Model;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

/// <summary>Whose a schedule is, how many there are and how its messages ended is decided where it stands, in one step each.</summary>
public sealed class ScheduleOwnershipTests : StoreTest
{
    private readonly byte[] session = TestMessage.NewSession();

    private ScheduleReader Reader => new(Connections, Options);

    [Fact]
    public async Task Several_are_made_all_or_none()
    {
        Assert.Equal(ScheduleCode.Done, (await Schedules.PutAsync([Made("a"), Made("b")], most: 3)).Code);
        Assert.Equal(new ScheduleAnswer(ScheduleCode.TooMany, 2, ""), await Schedules.PutAsync([Made("a") with { Body = "new" }, Made("c"), Made("d")], most: 3));
        Assert.Equal(["a", "b"], await NamesAsync());
        Assert.Null((await ReadAsync("a"))!.Definition.Body);
        Assert.Equal(ScheduleCode.Done, (await Schedules.PutAsync([Made("c"), Made("c")], most: 3)).Code);
        Assert.Equal(ScheduleCode.Done, (await Schedules.PutAsync([Made("a") with { Body = "new" }], most: 0)).Code);
        Assert.Equal("new", (await ReadAsync("a"))!.Definition.Body);
    }

    [Fact]
    public async Task A_resource_does_not_get_the_name_of_what_the_api_made_until_that_is_gone()
    {
        await Schedules.PutAsync([Made("a")]);
        Assert.Equal(DefinitionSource.Api, await Writer.PutAsync(Made("a") with { Source = "cluster" }, default));
        await Writer.RemoveAsync(ResourceKind.Schedule, new(Shop, "a"), "cluster", default);
        Assert.Empty(await Writer.ListAsync("cluster", default));
        Assert.Equal(DefinitionSource.Api, (await ReadAsync("a"))!.Definition.Source);
        Assert.Equal(ScheduleCode.Done, (await Schedules.RemoveAsync(new(Shop, "a"), DefinitionSource.Api)).Code);
        Assert.Null(await Writer.PutAsync(Made("a") with { Source = "cluster" }, default));
        Assert.Equal(new ScheduleAnswer(ScheduleCode.Owned, 0, "cluster"), await Schedules.PutAsync([Made("a")]));
        Assert.Equal(new ScheduleAnswer(ScheduleCode.Owned, 0, "cluster"), await Schedules.RemoveAsync(new(Shop, "a"), DefinitionSource.Api));
        Assert.Equal("cluster", (await ReadAsync("a"))!.Definition.Source);
    }

    [Fact]
    public async Task Of_a_resource_and_a_caller_that_race_for_a_name_one_has_it_and_the_other_knows()
    {
        for (var round = 0; round < 50; round++)
        {
            var (resource, caller) = (Writer.PutAsync(Made("a") with { Source = "cluster" }, default), Schedules.PutAsync([Made("a")]));
            var (other, code) = (await resource, (await caller).Code);
            Assert.Equal(code == ScheduleCode.Done ? DefinitionSource.Api : null, other);
            Assert.Equal(other is null, (await Writer.ListAsync("cluster", default)).Count == 1);
            Assert.Equal(other ?? "cluster", (await ReadAsync("a"))!.Definition.Source);
            await Writer.RemoveAsync(ResourceKind.Schedule, new(Shop, "a"), "cluster", default);
            await Schedules.RemoveAsync(new(Shop, "a"), DefinitionSource.Api);
            Assert.Empty(await NamesAsync());
        }
    }

    [Fact]
    public async Task What_changed_since_it_was_read_is_not_replaced()
    {
        await Schedules.PutAsync([Made("a")]);
        var read = (await ReadAsync("a"))!;
        await Schedules.PutAsync([Made("a") with { Body = "new" }]);
        Assert.Equal(ScheduleCode.Changed, (await Schedules.PutAsync([new ScheduleChange(read.Definition with { Suspend = true }, read)])).Code);
        await Schedules.RemoveAsync(new(Shop, "a"), DefinitionSource.Api);
        Assert.Equal(ScheduleCode.Changed, (await Schedules.PutAsync([new ScheduleChange(read.Definition, read)])).Code);
        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task What_there_was_none_of_when_it_was_read_replaces_nothing()
    {
        await Schedules.PutAsync([Made("a")]);
        Assert.Equal(new ScheduleAnswer(ScheduleCode.Changed, 1, ""), await Schedules.PutAsync([new ScheduleChange(Made("b"), null), new(Made("a") with { Body = "new" }, null)]));
        Assert.Equal(["a"], await NamesAsync());
        Assert.Null((await ReadAsync("a"))!.Definition.Body);
    }

    [Fact]
    public async Task How_the_messages_of_the_last_firing_ended_is_kept_beyond_their_records()
    {
        var messages = Enumerable.Range(0, 4).Select(number => TestMessage.To($"h{number}.example")).ToList();
        await FireAsync(messages);
        var leases = (await LeaseAsync(session)).Leases.ToDictionary(lease => lease.Message.Id);
        await SettleAsync(session, new Settlement.Delivered(leases[messages[0].Message.Id]));
        await SettleAsync(session, new Settlement.Retry(leases[messages[2].Message.Id], TimeSpan.FromHours(1)));
        await Messages.CancelAsync(Shop, messages[2].Message.Id);
        await SettleAsync(session, TestMessage.Bury(leases[messages[3].Message.Id], "gone"));
        Retention.Completed = TimeSpan.Zero;
        await Leases.TickAsync(Partition, Long);
        Assert.Null(await Messages.GetAsync(Shop, messages[0].Message.Id));
        var sent = (await ReadAsync("a"))!.Sent;
        Assert.Equal([FiredState.Succeeded, FiredState.InProgress, FiredState.Failed, FiredState.Failed], messages.Select(message => sent[message.Message.Id]));
        await SettleAsync(session, new Settlement.Delivered(leases[messages[1].Message.Id]));
        Assert.False(await Redis.Database.KeyExistsAsync($"{{{Partition}}}lfm"));
    }

    [Fact]
    public async Task The_end_of_an_earlier_firing_says_nothing_of_the_last_one()
    {
        var (early, late) = (TestMessage.To("early.example"), TestMessage.To("late.example"));
        await FireAsync([early]);
        await FireAsync([late]);
        var lease = (await LeaseAsync(session)).Leases.Single(each => each.Message.Id == early.Message.Id);
        await SettleAsync(session, new Settlement.Delivered(lease));
        Assert.Equal(new Dictionary<MessageId, FiredState> { [late.Message.Id] = FiredState.InProgress }, (await ReadAsync("a"))!.Sent);
    }

    [Fact]
    public async Task A_removed_schedule_leaves_nothing_behind_when_its_messages_are_over()
    {
        await FireAsync([TestMessage.To("a.example")]);
        await Schedules.RemoveAsync(new(Shop, "a"), DefinitionSource.Api);
        await SettleAsync(session, new Settlement.Delivered(await LeaseOneAsync(session)));
        Assert.False(await Redis.Database.KeyExistsAsync([$"{{{Partition}}}lfm", $"{{{Partition}}}lf{Shop}/a", $"{{{Partition}}}sch\n{Shop}"]) > 0);
    }

    private static ScheduleDefinition Made(string name) => new()
    {
        Namespace = Shop, Name = name, Source = DefinitionSource.Api, Cron = "0 * * * *", Url = "https://a.example/",
    };

    private async Task FireAsync(IReadOnlyList<NewMessage> messages)
    {
        await Schedules.PutAsync([Made("a")]);
        var due = (await Schedules.GetDueAsync(Partition, $"{Shop}/a"))!;
        Assert.Equal(FiringOutcome.Fired, await Schedules.FireAsync(Partition, due, new(due.NominalMs, due.NominalMs + 3_600_000, messages)));
    }

    private Task<StoredSchedule?> ReadAsync(string name) => Reader.GetAsync(new(Shop, name));

    private async Task<List<string>> NamesAsync()
    {
        var names = new List<string>();
        await foreach (var schedule in Reader.ListAsync(Shop))
        {
            names.Add(schedule.Definition.Name);
        }

        return names;
    }
}
