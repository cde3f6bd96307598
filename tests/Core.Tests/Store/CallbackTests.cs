using Postrider.Core.Model;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

public sealed class CallbackTests : StoreTest
{
    private const string Mails = "mails";
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task An_outcome_and_its_callback_come_together()
    {
        var lease = await LeaseOfAsync(TestMessage.To("a.example"));
        Assert.True(await SettleAsync(session, new Settlement.Delivered(lease) { Callbacks = [To("callback.example")] }));
        Assert.Equal("https://callback.example/in", (await LeaseOneAsync(session)).Message.Url);
    }

    [Fact]
    public async Task An_outcome_that_is_written_twice_has_one_callback()
    {
        var lease = await LeaseOfAsync(TestMessage.To("a.example"));
        var settlement = new Settlement.Retry(lease, Long) { Callbacks = [To("callback.example")] };
        Assert.True(await SettleAsync(session, settlement));
        Assert.False(await SettleAsync(session, settlement));
        Assert.Single((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task An_outcome_that_does_not_count_has_no_callback()
    {
        var late = await LeaseOneOf(TimeSpan.FromMilliseconds(1));
        await RecoverAsync(1);
        var other = TestMessage.NewSession();
        var again = await LeaseOneAsync(other);
        Assert.False(await SettleAsync(session, new Settlement.Retry(late, TimeSpan.Zero) { Callbacks = [To("late.example")] }));
        Assert.True(await SettleAsync(other, new Settlement.Delivered(again)));
        Assert.Empty((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task A_late_success_has_its_callback_and_the_outcome_after_it_none()
    {
        var late = await LeaseOneOf(TimeSpan.FromMilliseconds(1));
        await RecoverAsync(1);
        var other = TestMessage.NewSession();
        var again = await LeaseOneAsync(other);
        Assert.True(await SettleAsync(session, new Settlement.Delivered(late) { Callbacks = [To("late.example")] }));
        Assert.False(await SettleAsync(other, new Settlement.Retry(again, TimeSpan.Zero) { Callbacks = [To("again.example")] }));
        Assert.Equal("https://late.example/in", (await LeaseOneAsync(session)).Message.Url);
    }

    [Fact]
    public async Task A_late_success_of_what_was_cancelled_has_no_callback()
    {
        var late = await LeaseOneOf(TimeSpan.FromMilliseconds(1));
        await RecoverAsync(1);
        var other = TestMessage.NewSession();
        var again = await LeaseOneAsync(other);
        Assert.NotNull(await Messages.CancelAsync(Shop, again.Message.Id));
        Assert.False(await SettleAsync(session, new Settlement.Delivered(late) { Callbacks = [To("late.example")] }));
        Assert.False(await SettleAsync(other, new Settlement.Delivered(again) { Callbacks = [To("again.example")] }));
        Assert.Empty((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task A_cancelled_message_has_no_callback()
    {
        var lease = await LeaseOfAsync(TestMessage.To("a.example"));
        Assert.NotNull(await Messages.CancelAsync(Shop, lease.Message.Id));
        Assert.False(await SettleAsync(session, TestMessage.Bury(lease, "broken") with { Callbacks = [To("failed.example")] }));
        Assert.Empty((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task The_dead_letter_that_a_failure_callback_names_is_there()
    {
        var burial = TestMessage.Bury(await LeaseOfAsync(TestMessage.To("a.example")), "broken");
        await SettleAsync(session, burial with { Callbacks = [To("failed.example")] });
        Assert.NotNull(await DeadLetters.GetAsync(Shop, burial.DlqId));
        await SettleAsync(session, new Settlement.Delivered(await LeaseOneAsync(session)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_slot_of_a_queue_is_held_until_every_callback_is_over(bool delivered)
    {
        var head = await HeadOfTwoAsync();
        await SettleAsync(session, new Settlement.Delivered(head) { Callbacks = [To("c.example"), To("d.example")] });
        var callbacks = (await LeaseAsync(session)).Leases;
        Assert.Equal(2, callbacks.Count);
        await SettleAsync(session, new Settlement.Delivered(callbacks[0]));
        await SettleAsync(session, new Settlement.Retry(callbacks[1], TimeSpan.Zero));
        var last = await LeaseOneAsync(session);
        Assert.Equal(callbacks[1].Message.Id, last.Message.Id);
        await SettleAsync(session, delivered ? new Settlement.Delivered(last) : TestMessage.Bury(last, "broken"));
        Assert.Equal("https://b.example/in", (await LeaseOneAsync(session)).Message.Url);
    }

    [Fact]
    public async Task A_callback_that_is_over_before_its_source_frees_nothing_yet()
    {
        var head = await HeadOfTwoAsync();
        await SettleAsync(session, new Settlement.Retry(head, TimeSpan.Zero) { Callbacks = [To("c.example")] });
        var leases = (await LeaseAsync(session)).Leases;
        Assert.Equal(2, leases.Count);
        var (callback, again) = leases[0].Message.Id == head.Message.Id ? (leases[1], leases[0]) : (leases[0], leases[1]);
        await SettleAsync(session, new Settlement.Delivered(callback));
        Assert.Empty((await LeaseAsync(session, holding: true)).Leases);
        await SettleAsync(session, new Settlement.Delivered(again));
        Assert.Equal("https://b.example/in", (await LeaseOneAsync(session)).Message.Url);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_source_and_its_callback_that_end_in_one_call_free_the_slot(bool sourceFirst)
    {
        var head = await HeadOfTwoAsync();
        await SettleAsync(session, new Settlement.Retry(head, TimeSpan.Zero) { Callbacks = [To("c.example")] });
        var leases = (await LeaseAsync(session)).Leases.OrderBy(lease => (lease.Message.Id == head.Message.Id) == sourceFirst ? 0 : 1).ToList();
        await Leases.SettleAsync(Partition, session, [.. leases.Select(lease => new Settlement.Delivered(lease))]);
        Assert.Equal("https://b.example/in", (await LeaseOneAsync(session)).Message.Url);
    }

    [Fact]
    public async Task The_failure_callback_of_a_callback_holds_the_slot_too()
    {
        await SettleAsync(session, new Settlement.Delivered(await HeadOfTwoAsync()) { Callbacks = [To("c.example")] });
        await SettleAsync(session, TestMessage.Bury(await LeaseOneAsync(session), "broken") with { Callbacks = [To("nested.example")] });
        var nested = await LeaseOneAsync(session);
        Assert.Equal("https://nested.example/in", nested.Message.Url);
        await SettleAsync(session, new Settlement.Delivered(nested));
        Assert.Equal("https://b.example/in", (await LeaseOneAsync(session)).Message.Url);
    }

    [Fact]
    public async Task A_cancelled_callback_frees_the_slot()
    {
        var callback = To("c.example");
        await SettleAsync(session, new Settlement.Delivered(await HeadOfTwoAsync()) { Callbacks = [callback] });
        Assert.NotNull(await Messages.CancelAsync(Shop, callback.Message.Id));
        Assert.Equal("https://b.example/in", (await LeaseOneAsync(session)).Message.Url);
    }

    [Fact]
    public async Task A_cancelled_source_waits_for_the_callbacks_that_are_under_way()
    {
        var head = await HeadOfTwoAsync();
        await SettleAsync(session, new Settlement.Retry(head, Long) { Callbacks = [To("c.example")] });
        Assert.NotNull(await Messages.CancelAsync(Shop, head.Message.Id));
        var callback = await LeaseOneAsync(session);
        Assert.Equal("https://c.example/in", callback.Message.Url);
        await SettleAsync(session, new Settlement.Delivered(callback));
        Assert.Equal("https://b.example/in", (await LeaseOneAsync(session)).Message.Url);
    }

    [Fact]
    public async Task A_queue_that_is_deleted_meanwhile_forgets_the_slot_when_the_callback_is_over()
    {
        await SettleAsync(session, new Settlement.Delivered(await HeadOfTwoAsync()) { Callbacks = [To("c.example")] });
        await Queues.DeleteAsync(Shop, Mails);
        await SettleAsync(session, new Settlement.Delivered(await LeaseOneAsync(session)));
        Assert.Empty((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task A_lost_callback_holder_is_recovered_and_frees_the_slot_in_the_end()
    {
        await SettleAsync(session, new Settlement.Delivered(await HeadOfTwoAsync()) { Callbacks = [To("c.example")] });
        var lost = TestMessage.NewSession();
        await LeaseOneAsync(lost, span: TimeSpan.FromMilliseconds(1));
        await RecoverAsync(1);
        await SettleAsync(session, new Settlement.Delivered(await LeaseOneAsync(session)));
        Assert.Equal("https://b.example/in", (await LeaseOneAsync(session)).Message.Url);
    }

    private static NewMessage To(string host) => TestMessage.To(host);

    private async Task<Lease> LeaseOfAsync(NewMessage message)
    {
        await PublishAsync(message);
        return await LeaseOneAsync(session);
    }

    private async Task<Lease> LeaseOneOf(TimeSpan span)
    {
        await PublishAsync(TestMessage.To("a.example"));
        return await LeaseOneAsync(session, span);
    }

    private async Task<Lease> HeadOfTwoAsync()
    {
        await PublishAsync(TestMessage.To("a.example").InQueue(Mails));
        await PublishAsync(TestMessage.To("b.example").InQueue(Mails));
        return await LeaseOneAsync(session);
    }
}
