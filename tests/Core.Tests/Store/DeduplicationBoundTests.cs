using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

public sealed class DeduplicationBoundTests : StoreTest
{
    public DeduplicationBoundTests() => Deduplicating.MaxEntries = 2;

    [Fact]
    public async Task Beyond_the_bound_a_new_id_is_refused_and_nothing_is_forgotten()
    {
        await PublishAsync(Numbered("one"));
        await PublishAsync(Numbered("two"));
        Assert.Equal(PublishCode.TooManyDeduplicationIds, (await PublishAsync(Numbered("three"))).Code);
        Assert.Equal(PublishCode.Duplicate, (await PublishAsync(Numbered("one"))).Code);
        Assert.Equal(PublishCode.Stored, (await PublishAsync(TestMessage.To("a.example"))).Code);
        Assert.Equal(3, (await LeaseAsync(TestMessage.NewSession())).Leases.Count);
    }

    [Fact]
    public async Task A_request_of_which_one_id_is_too_many_stores_nothing()
    {
        await PublishAsync(Numbered("one"));
        await PublishAsync(Numbered("two"));
        var answers = await Publisher.PublishAsync([TestMessage.To("a.example"), Numbered("three"), TestMessage.To("b.example")]);
        Assert.All(answers, answer => Assert.Equal(PublishCode.TooManyDeduplicationIds, answer.Code));
        Assert.Equal(2, (await LeaseAsync(TestMessage.NewSession())).Leases.Count);
    }

    [Fact]
    public async Task Upkeep_makes_room_when_windows_are_over()
    {
        await PublishAsync(Numbered("one", 50));
        await PublishAsync(Numbered("two", 50));
        await TestKit.Eventually.IsTrueAsync(
            async () =>
            {
                await Leases.TickAsync(Partition, Long);
                return (await PublishAsync(Numbered("three"))).Code == PublishCode.Stored;
            },
            "there is room again");
    }

    private static NewMessage Numbered(string id, long windowMs = 60_000) => TestMessage.To("a.example").WithDeduplication(id, windowMs);
}
