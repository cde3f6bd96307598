using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Tests.Store;
using StackExchange.Redis;

namespace Postrider.Core.Tests.Registry;

/// <summary>A name belongs to one source, and what a crash leaves half done is found again.</summary>
public sealed class RegistryOwnershipTests : StoreTest
{
    private static readonly ResourceName Billing = new(Shop, "billing");
    private static readonly ResourceName Nightly = new(Shop, "nightly");

    private static RedisKey Gate => $"{{{Partition}}}g{MessageRoute.EndpointGate(Billing)}";

    [Fact]
    public async Task A_name_of_another_source_is_refused_and_nothing_changes()
    {
        Assert.Null(await Writer.PutAsync(Endpoint("cluster", 3), default));
        Assert.Null(await Writer.PutAsync(Schedule("cluster"), default));
        var before = await Redis.Database.StringGetAsync("{reg}v");
        Assert.Equal("cluster", await Writer.PutAsync(Endpoint("folder", 7), default));
        Assert.Equal("cluster", await Writer.PutAsync(Schedule("folder") with { Cron = "1 * * * *" }, default));
        await Writer.RemoveAsync(ResourceKind.Schedule, Nightly, "folder", default);
        Assert.Equal(before, await Redis.Database.StringGetAsync("{reg}v"));
        Assert.Equal(3, await Redis.Database.HashGetAsync(Gate, "cap"));
        Assert.NotNull((await Writer.ReadTimesAsync(Nightly, "cluster", default)).Next);
        Assert.Equal(default, await Writer.ReadTimesAsync(Nightly, "folder", default));
    }

    [Fact]
    public async Task Of_two_that_race_for_a_name_one_has_all_of_it()
    {
        for (var round = 1; round <= 50; round++)
        {
            var answers = await Task.WhenAll(Writer.PutAsync(Endpoint("cluster", 1), default), Writer.PutAsync(Endpoint("folder", 2), default));
            var winner = answers[0] is null ? "cluster" : "folder";
            Assert.Single(answers, answer => answer is null);
            Assert.Equal(winner == "cluster" ? 1 : 2, await Redis.Database.HashGetAsync(Gate, "cap"));
            Assert.Equal([(ResourceKind.Endpoint, Billing)], await Writer.ListAsync(winner, default));
            await Writer.RemoveAsync(ResourceKind.Endpoint, Billing, winner, default);
        }
    }

    [Fact]
    public async Task A_Schedule_that_was_put_by_half_is_listed()
    {
        await Redis.Database.StringSetAsync(Due, "in the way");
        await Assert.ThrowsAsync<RedisServerException>(() => Writer.PutAsync(Schedule("cluster"), default));
        Assert.Equal([(ResourceKind.Schedule, Nightly)], await Writer.ListAsync("cluster", default));
        await Redis.Database.KeyDeleteAsync(Due);
        await Writer.PutAsync(Schedule("cluster"), default);
        Assert.NotNull((await Writer.ReadTimesAsync(Nightly, "cluster", default)).Next);
    }

    [Fact]
    public async Task A_Schedule_that_was_removed_by_half_is_listed_until_the_rest_is_gone()
    {
        await Writer.PutAsync(Schedule("cluster"), default);
        await Redis.Database.KeyRenameAsync(Due, Away);
        await Redis.Database.StringSetAsync(Due, "in the way");
        await Assert.ThrowsAsync<RedisServerException>(() => Writer.RemoveAsync(ResourceKind.Schedule, Nightly, "cluster", default));
        Assert.Equal([(ResourceKind.Schedule, Nightly)], await Writer.ListAsync("cluster", default));
        await Redis.Database.KeyRenameAsync(Away, Due);
        await Writer.RemoveAsync(ResourceKind.Schedule, Nightly, "cluster", default);
        Assert.Empty(await Writer.ListAsync("cluster", default));
        Assert.False(await Redis.Database.KeyExistsAsync(Due));
    }

    [Fact]
    public async Task A_source_that_died_with_a_claim_does_not_keep_the_name()
    {
        await Redis.Database.StringSetAsync(Gate, "in the way");
        await Assert.ThrowsAsync<RedisServerException>(() => Writer.PutAsync(Endpoint("cluster", 1), default));
        await Redis.Database.KeyDeleteAsync(Gate);
        Assert.Equal("cluster", await Writer.PutAsync(Endpoint("folder", 2), default));
        var claim = $"{{reg}}claime{Billing}";
        Assert.InRange((await Redis.Database.KeyTimeToLiveAsync(claim))!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        await Redis.Database.KeyDeleteAsync(claim); // as its time does
        Assert.Null(await Writer.PutAsync(Endpoint("folder", 2), default));
        Assert.False(await Redis.Database.KeyExistsAsync(claim));
    }

    [Fact]
    public async Task The_marker_stands_in_every_partition_and_a_new_one_tells_of_a_loss()
    {
        var first = await Writer.MarkCompleteAsync(default);
        Assert.Equal(first, await Writer.MarkCompleteAsync(default));
        foreach (var partition in Enumerable.Range(0, Options.Value.Partitions))
        {
            Assert.Equal(first, await Redis.Database.StringGetAsync(RedisKeys.Declared(partition)));
        }

        await Redis.Database.KeyDeleteAsync(RedisKeys.Declared(0));
        Assert.False(await Writer.IsCompleteAsync(default));
        Assert.NotEqual(first, await Writer.MarkCompleteAsync(default));
    }

    private static RedisKey Away => $"{{{Partition}}}sch-away";

    private static RedisKey Due => $"{{{Partition}}}sch";

    private static EndpointDefinition Endpoint(string source, int parallelism) => new()
    {
        Namespace = Shop, Name = Billing.Name, Source = source, Url = "https://billing.example/in", Limits = new FlowLimits(parallelism, 0, 1000),
    };

    private static ScheduleDefinition Schedule(string source) => new()
    {
        Namespace = Shop, Name = Nightly.Name, Source = source, Cron = "0 * * * *", Url = "https://billing.example/in",
    };
}
