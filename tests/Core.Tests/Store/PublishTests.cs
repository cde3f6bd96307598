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

    private static NewMessage Numbered(string id) => TestMessage.To("shop.example").WithDeduplication(id, 60_000);
}
