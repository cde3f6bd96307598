using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Core.Tests.Store;

namespace Postrider.Core.Tests.Registry;

/// <summary>The age of a backlog: what could have gone and did not.</summary>
public sealed class HeldUpMessagesTests : StoreTest
{
    private static readonly ResourceName Billing = new(Shop, "billing");
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task The_message_that_was_due_first_counts_whatever_its_lane()
    {
        Assert.Null(await SinceAsync());
        var before = DateTimeOffset.UtcNow;
        await PublishAsync(TestMessage.ToEndpoint("billing").WithFlow("a"));
        var after = DateTimeOffset.UtcNow;
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        await PublishAsync(TestMessage.ToEndpoint("other"));
        Assert.InRange((await SinceAsync())!.Value, before.AddMilliseconds(-1), after.AddMilliseconds(1));
    }

    [Fact]
    public async Task What_is_still_to_come_or_under_way_does_not_count()
    {
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        var lease = await LeaseOneAsync(session);
        Assert.Null(await SinceAsync());
        await SettleAsync(session, new Settlement.Retry(lease, Long));
        Assert.Null(await SinceAsync());
    }

    [Fact]
    public async Task What_waits_in_a_queue_counts_too()
    {
        await PublishAsync(TestMessage.ToEndpoint("other").InQueue("q"));
        await PublishAsync(TestMessage.ToEndpoint("billing").InQueue("q"));
        Assert.NotNull(await SinceAsync());
        Assert.Null(await SinceAsync("neighbour"));
    }

    [Fact]
    public async Task Many_lanes_are_gone_through_piece_by_piece()
    {
        foreach (var key in Enumerable.Range(0, 1200).Chunk(100))
        {
            await Publisher.PublishAsync([.. key.Select(number => TestMessage.ToEndpoint("other").WithFlow($"k{number}"))]);
        }

        await PublishAsync(TestMessage.ToEndpoint("billing"));
        Assert.NotNull(await SinceAsync());
    }

    private Task<DateTimeOffset?> SinceAsync(string ns = Shop) => new HeldUpMessages(Connections, Options, TimeProvider.System).SinceAsync(Billing with { Namespace = ns });
}
