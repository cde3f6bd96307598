using Postrider.Core.Model;
using Postrider.Core.Tests.Store;

namespace Postrider.Core.Tests.Registry;

public sealed class RegistryWriterTests : StoreTest
{
    private static readonly ResourceName Billing = new(Shop, "billing");

    [Fact]
    public async Task What_was_put_is_listed_for_its_source_only()
    {
        await Writer.PutAsync(Endpoint("cluster"), default);
        await Writer.PutAsync(new TopicDefinition { Namespace = Shop, Name = "orders", Source = "folder" }, default);
        await Writer.PutAsync(Schedule("cluster"), default);
        Assert.Equal([(ResourceKind.Endpoint, Billing), (ResourceKind.Schedule, new(Shop, "nightly"))], await Writer.ListAsync("cluster", default));
        Assert.Equal([(ResourceKind.Topic, new(Shop, "orders"))], await Writer.ListAsync("folder", default));
    }

    [Fact]
    public async Task A_source_removes_only_its_own()
    {
        await Writer.PutAsync(Endpoint("cluster"), default);
        await Writer.RemoveAsync(ResourceKind.Endpoint, Billing, "folder", default);
        Assert.Single(await Writer.ListAsync("cluster", default));
        await Writer.RemoveAsync(ResourceKind.Endpoint, Billing, "cluster", default);
        Assert.Empty(await Writer.ListAsync("cluster", default));
    }

    [Fact]
    public async Task Removing_what_is_not_there_does_nothing()
    {
        foreach (var kind in Enum.GetValues<ResourceKind>())
        {
            await Writer.RemoveAsync(kind, Billing, "cluster", default);
        }

        Assert.False(await Redis.Database.KeyExistsAsync("{reg}v"));
    }

    [Fact]
    public async Task An_unchanged_definition_writes_nothing()
    {
        await Writer.PutAsync(Endpoint("cluster"), default);
        var version = await Redis.Database.StringGetAsync("{reg}v");
        await Writer.PutAsync(Endpoint("cluster"), default);
        Assert.Equal(version, await Redis.Database.StringGetAsync("{reg}v"));
    }

    [Fact]
    public async Task The_marker_is_gone_after_a_flush()
    {
        Assert.False(await Writer.IsCompleteAsync(default));
        await Writer.MarkCompleteAsync(default);
        Assert.True(await Writer.IsCompleteAsync(default));
        await Redis.FlushAsync();
        Assert.False(await Writer.IsCompleteAsync(default));
    }

    [Fact]
    public async Task A_schedule_has_its_next_time_and_a_suspended_one_has_none()
    {
        await Writer.PutAsync(Schedule("cluster"), default);
        Assert.InRange((await Writer.ReadTimesAsync(new(Shop, "nightly"), "cluster", default)).Next!.Value, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1));
        await Writer.PutAsync(Schedule("cluster") with { Suspend = true }, default);
        Assert.Null((await Writer.ReadTimesAsync(new(Shop, "nightly"), "cluster", default)).Next);
    }

    [Fact]
    public async Task A_removed_schedule_has_no_times()
    {
        await Writer.PutAsync(Schedule("cluster"), default);
        await Writer.RemoveAsync(ResourceKind.Schedule, new(Shop, "nightly"), "cluster", default);
        Assert.Equal(default, await Writer.ReadTimesAsync(new(Shop, "nightly"), "cluster", default));
        Assert.Equal(0, await Redis.Database.SortedSetLengthAsync($"{{{Partition}}}sch"));
    }

    private static EndpointDefinition Endpoint(string source) => new() { Namespace = Shop, Name = Billing.Name, Source = source, Url = "https://billing.example/in" };

    private static ScheduleDefinition Schedule(string source) => new() { Namespace = Shop, Name = "nightly", Source = source, Cron = "0 * * * *", Url = "https://billing.example/in" };
}
