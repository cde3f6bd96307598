using Postrider.Core.Model;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

public sealed class CancelTests : StoreTest
{
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task A_waiting_message_is_gone_at_once()
    {
        var id = await PublishToAsync("a.example");
        Assert.NotNull(await Messages.CancelAsync(Shop, id));
        Assert.Null(await Messages.GetAsync(Shop, id));
        Assert.Empty((await LeaseAsync(session)).Leases);
        Assert.Null(await Messages.CancelAsync(Shop, id));
    }

    [Fact]
    public async Task What_waits_behind_a_cancelled_one_goes_on()
    {
        var (first, second) = (await PublishToAsync("a.example"), await PublishToAsync("a.example"));
        await Messages.CancelAsync(Shop, first);
        Assert.Equal(second, (await LeaseOneAsync(session)).Message.Id);
    }

    [Fact]
    public async Task A_message_in_flight_is_cancelled_once_and_dropped_instead_of_retried()
    {
        var id = await PublishToAsync("a.example");
        var lease = await LeaseOneAsync(session);
        Assert.NotNull(await Messages.CancelAsync(Shop, id));
        Assert.Null(await Messages.CancelAsync(Shop, id));
        Assert.Null(await Messages.GetAsync(Shop, id));
        Assert.False(await SettleAsync(session, new Settlement.Retry(lease, TimeSpan.Zero)));
        Assert.Empty((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task A_cancelled_message_never_becomes_a_dead_letter()
    {
        var id = await PublishToAsync("a.example");
        var lease = await LeaseOneAsync(session);
        await Messages.CancelAsync(Shop, id);
        Assert.False(await SettleAsync(session, TestMessage.Bury(lease, "late")));
        Assert.Empty(await DeadLetters.ListAsync(Shop, null, 10));
    }

    [Fact]
    public async Task A_cancelled_message_whose_holder_crashes_does_not_come_back()
    {
        var id = await PublishToAsync("a.example");
        await LeaseOneAsync(session, span: Short);
        await Messages.CancelAsync(Shop, id);
        await TestKit.Eventually.IsTrueAsync(
            async () =>
            {
                await Leases.TickAsync(Partition, Long);
                return !await Redis.Database.KeyExistsAsync(Core.Redis.RedisKeys.Held(Partition, session));
            },
            "the session is cleared");
        Assert.Empty((await LeaseAsync(TestMessage.NewSession())).Leases);
        Assert.False(await Redis.Database.KeyExistsAsync(Core.Redis.RedisKeys.Message(Partition, id.Bytes)));
    }

    [Fact]
    public async Task A_message_waiting_for_its_retry_can_be_cancelled()
    {
        var id = await PublishToAsync("a.example");
        await SettleAsync(session, new Settlement.Retry(await LeaseOneAsync(session), TimeSpan.FromMinutes(1)));
        Assert.NotNull(await Messages.CancelAsync(Shop, id));
        Assert.Null((await LeaseAsync(session)).NextIn);
    }

    [Fact]
    public async Task A_delivered_message_cannot_be_cancelled()
    {
        var id = await PublishToAsync("a.example");
        await SettleAsync(session, new Settlement.Delivered(await LeaseOneAsync(session)));
        Assert.Null(await Messages.CancelAsync(Shop, id));
        Assert.NotNull(await Messages.GetAsync(Shop, id));
    }

    [Fact]
    public async Task A_dead_letter_cannot_be_cancelled()
    {
        var id = await PublishToAsync("a.example");
        await SettleAsync(session, TestMessage.Bury(await LeaseOneAsync(session), "broken"));
        Assert.Null(await Messages.CancelAsync(Shop, id));
        Assert.Single(await DeadLetters.ListAsync(Shop, null, 10));
    }

    [Fact]
    public async Task An_unknown_id_cancels_nothing() => Assert.Null(await Messages.CancelAsync(Shop, MessageId.New(Partition)));
}
