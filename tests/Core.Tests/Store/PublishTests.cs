using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

public sealed class PublishTests : StoreTest
{
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task What_was_stored_before_under_its_id_is_stored_once_beside_what_is_new()
    {
        NewMessage[] messages = [.. Enumerable.Range(0, 5).Select(number => TestMessage.To($"host-{number}.example"))];
        await Publisher.PublishAsync([messages[1], messages[3]]);
        var answers = await Publisher.PublishAsync(messages);
        Assert.Equal(messages.Select(message => new PublishAnswer(PublishCode.Stored, message.Message.Id)), answers);
        Assert.Equal(messages.Select(message => message.Message.Id).ToHashSet(), (await LeaseAsync(session)).Leases.Select(lease => lease.Message.Id).ToHashSet());
    }

    [Fact]
    public async Task Of_messages_that_come_together_each_answers_for_itself()
    {
        var first = await PublishAsync(Numbered("1"));
        var answers = await Publisher.PublishAsync([TestMessage.To("a.example"), Numbered("1"), TestMessage.To("b.example").WithFlow("key", parallelism: 1), Numbered("2")]);
        Assert.Equal([PublishCode.Stored, PublishCode.Duplicate, PublishCode.Stored, PublishCode.Stored], answers.Select(answer => answer.Code));
        Assert.Equal(first.Id, answers[1].Id);
        Assert.Equal(4, (await LeaseAsync(session)).Leases.Count);
    }

    [Fact]
    public async Task A_delay_counts_from_when_it_was_asked_for_and_not_from_when_Redis_was_reached()
    {
        await Publisher.PublishAsync([Delayed()], askedAt: Ago(seconds: 50));
        Assert.InRange((await LeaseAsync(session)).NextIn!.Value.TotalSeconds, 1, 10);
    }

    [Fact]
    public async Task What_was_asked_for_longer_ago_than_its_delay_is_due_at_once()
    {
        await Publisher.PublishAsync([Delayed(), Numbered("1")], askedAt: Ago(seconds: 61));
        Assert.Equal(2, (await LeaseAsync(session)).Leases.Count);
    }

    private static NewMessage Delayed() => TestMessage.To("late.example") with { DelayMicros = 60_000_000 };

    private static long Ago(int seconds) => TimeProvider.System.GetTimestamp() - (seconds * TimeProvider.System.TimestampFrequency);

    private static NewMessage Numbered(string id) => TestMessage.To("shop.example").WithDeduplication(id, 60_000);
}
