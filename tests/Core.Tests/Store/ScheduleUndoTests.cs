using Postrider.Core.Model;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

/// <summary>A change whose request is refused after all leaves nothing, done twice too.</summary>
public sealed class ScheduleUndoTests : StoreTest
{
    private static readonly ResourceName Name = new(Shop, "a");
    private static readonly ScheduleDefinition First = new() { Namespace = Shop, Name = "a", Source = DefinitionSource.Api, Cron = "0 * * * *", Url = "https://a.example/" };
    private static readonly ScheduleDefinition Second = First with { Cron = "30 2 * * *", Body = "second" };

    private ScheduleReader Reader => new(Connections, Options);

    [Fact]
    public async Task What_was_new_is_gone()
    {
        var change = new ScheduleChange(First, null);
        await Schedules.PutAsync([change]);
        Assert.Equal(ScheduleCode.Done, (await Schedules.UndoAsync(change)).Code);
        Assert.Null(await Reader.GetAsync(Name));
        Assert.Equal(ScheduleCode.Changed, (await Schedules.UndoAsync(change)).Code);
    }

    [Fact]
    public async Task What_was_replaced_is_back_with_its_next_time_and_its_birthday()
    {
        await Schedules.PutAsync([First]);
        await Redis.Database.HashSetAsync($"{{{Partition}}}S{Name}", [new("next", 1_000), new("made", 7)]);
        var before = (await Reader.GetAsync(Name))!;
        var change = new ScheduleChange(Second, before);
        Assert.Equal(ScheduleCode.Done, (await Schedules.PutAsync([change])).Code);
        Assert.Equal("second", (await Reader.GetAsync(Name))!.Definition.Body);
        Assert.Equal(ScheduleCode.Done, (await Schedules.UndoAsync(change)).Code);
        Assert.Equal(ScheduleCode.Changed, (await Schedules.UndoAsync(change)).Code);
        var after = (await Reader.GetAsync(Name))!;
        Assert.Equal((before.Generation, 1_000L, 7L), (after.Generation, after.NextMs!.Value, after.CreatedAtMs));
        Assert.Equal(1_000, await Redis.Database.SortedSetScoreAsync($"{{{Partition}}}sch", Name.ToString()));
    }

    [Fact]
    public async Task What_somebody_changed_since_stays_theirs()
    {
        var change = new ScheduleChange(First, null);
        await Schedules.PutAsync([change]);
        await Schedules.PutAsync([Second]);
        Assert.Equal(ScheduleCode.Changed, (await Schedules.UndoAsync(change)).Code);
        Assert.Equal("second", (await Reader.GetAsync(Name))!.Definition.Body);
    }

    [Fact]
    public async Task What_was_replaced_by_itself_is_left_alone()
    {
        await Schedules.PutAsync([First]);
        var change = new ScheduleChange(First, await Reader.GetAsync(Name));
        await Schedules.PutAsync([change]);
        await Schedules.UndoAsync(change);
        Assert.Equal(change.Before!.Generation, (await Reader.GetAsync(Name))!.Generation);
    }
}
