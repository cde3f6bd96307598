using System.Buffers.Binary;
using Postrider.Core.Model;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

public sealed class RetentionTests : StoreTest
{
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task Delivered_messages_are_forgotten_after_their_age()
    {
        Retention.Completed = TimeSpan.FromMilliseconds(100);
        var id = await DeliverAsync();
        await TestKit.Eventually.IsTrueAsync(
            async () =>
            {
                await Leases.TickAsync(Partition, Long);
                return await Messages.GetAsync(Shop, id) is null;
            },
            "the message is forgotten");
        Assert.Equal(0, await DoneBytesAsync());
    }

    [Fact]
    public async Task What_a_gateway_that_is_gone_published_last_is_forgotten_where_nothing_else_is_left()
    {
        const int Gone = 5 * 60 * 1_000_000; // µs
        var pub = $"{{{Partition}}}pub";
        var entry = new byte[8];
        var now = await Leases.ReadTimeAsync(Partition);
        BinaryPrimitives.WriteDoubleBigEndian(entry, now - (2.0 * Gone));
        await Redis.Database.HashSetAsync(pub, session, entry);
        await Leases.TickAsync(Partition, Long);
        Assert.False(await Redis.Database.KeyExistsAsync(pub));
    }

    [Fact]
    public async Task What_a_burst_left_is_forgotten_piece_by_piece_without_a_pause_between()
    {
        await PublishManyAsync("a.example", 500);
        var leases = (await LeaseAsync(session, want: 500)).Leases;
        await Leases.SettleAsync(Partition, session, [.. leases.Select(lease => new Settlement.Delivered(lease))]);
        Assert.False((await Leases.TickAsync(Partition, Long)).More);
        Retention.Completed = TimeSpan.Zero;
        var pieces = 1;
        while ((await Leases.TickAsync(Partition, Long)).More)
        {
            pieces++;
        }

        Assert.InRange(pieces, 2, 500);
        Assert.Equal(0, await DoneBytesAsync());
    }

    [Fact]
    public async Task Delivered_messages_stay_within_their_budget_of_bytes_the_newest_ones()
    {
        Retention.CompletedBytes = 300;
        var ids = new List<MessageId>();
        for (var number = 0; number < 20; number++)
        {
            ids.Add(await DeliverAsync());
        }

        Assert.NotNull(await Messages.GetAsync(Shop, ids[^1]));
        Assert.Null(await Messages.GetAsync(Shop, ids[0]));
        Assert.InRange(await DoneBytesAsync(), 1, 500);
    }

    [Fact]
    public async Task With_no_budget_next_to_nothing_is_kept()
    {
        Retention.CompletedBytes = 0;
        var first = await DeliverAsync();
        await DeliverAsync();
        Assert.Null(await Messages.GetAsync(Shop, first));
    }

    [Fact]
    public async Task A_partition_that_keeps_nothing_says_so()
    {
        Retention.Completed = TimeSpan.Zero;
        Assert.True((await Leases.TickAsync(Partition, Long)).Idle);
        await DeliverAsync(span: Short);
        await TestKit.Eventually.IsTrueAsync(async () => (await Leases.TickAsync(Partition, Long)).Idle, "nothing is kept");
    }

    [Fact]
    public async Task Upkeep_says_when_something_is_next()
    {
        Assert.Null((await Leases.TickAsync(Partition, Long)).NextIn);
        await PublishAsync(TestMessage.To("a.example") with { DelayMicros = 30_000_000 });
        Assert.InRange((await Leases.TickAsync(Partition, Long)).NextIn!.Value.TotalSeconds, 25, 30);
    }

    private async Task<MessageId> DeliverAsync(TimeSpan? span = null)
    {
        var id = await PublishToAsync("a.example");
        await SettleAsync(session, new Settlement.Delivered(await LeaseOneAsync(session, span)));
        return id;
    }

    private async Task<long> DoneBytesAsync() => (long)await Redis.Database.StringGetAsync($"{{{Partition}}}doneb");
}
