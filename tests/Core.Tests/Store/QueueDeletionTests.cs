using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

public sealed class QueueDeletionTests : StoreTest
{
    private const string Mails = "mails";
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task What_waits_in_a_deleted_queue_is_gone()
    {
        await EnqueueAsync(1200);
        var id = await EnqueueOneAsync();
        Assert.True(await Queues.DeleteAsync(Shop, Mails));
        Assert.Null(await Queues.GetAsync(Shop, Mails));
        Assert.Empty(await Queues.ListAsync(Shop));
        Assert.Null(await Messages.GetAsync(Shop, id));
        Assert.Empty((await LeaseAsync(session)).Leases);
        Assert.False(await Queues.DeleteAsync(Shop, Mails));
    }

    [Fact]
    public async Task A_queue_that_is_made_anew_loses_nothing_to_the_old_ones_deletion()
    {
        await EnqueueAsync(700);
        var drained = (string)(await RedisScripts.DeleteQueue.RunAsync(Redis.Database, RedisKeys.Tag(Partition), [MessageRoute.QueueLane(Shop, Mails)]))[0]!;
        var id = await EnqueueOneAsync();
        for (var more = 1; more == 1;)
        {
            more = (int)(await RedisScripts.Drain.RunAsync(Redis.Database, RedisKeys.Tag(Partition), [drained, 100]))[0];
        }

        Assert.Equal(1, (await Queues.GetAsync(Shop, Mails))!.Lag);
        Assert.Equal(id, (await LeaseOneAsync(session)).Message.Id);
    }

    [Fact]
    public async Task Upkeep_goes_on_with_a_deletion_that_was_left_half_done()
    {
        await EnqueueAsync(700);
        var drained = (string)(await RedisScripts.DeleteQueue.RunAsync(Redis.Database, RedisKeys.Tag(Partition), [MessageRoute.QueueLane(Shop, Mails)]))[0]!;
        Assert.False((await Leases.TickAsync(Partition, Long)).More); // whoever deletes it goes on, and tells of each
        Assert.Equal(700, await Redis.Database.SortedSetLengthAsync(RedisKeys.Drained(Partition, drained)));
        await GrowOldAsync(drained);
        await TestKit.Eventually.IsTrueAsync(async () => (await Leases.TickAsync(Partition, Long)).Idle || !await Redis.Database.KeyExistsAsync($"{{{Partition}}}drain"), "nothing is left to drain");
        Assert.False(await Redis.Database.KeyExistsAsync($"{{{Partition}}}drain"));
    }

    [Fact]
    public async Task What_is_in_flight_is_dropped_instead_of_retried_and_keeps_its_slot_until_then()
    {
        await EnqueueAsync(2);
        var held = await LeaseOneAsync(session);
        await Queues.DeleteAsync(Shop, Mails);
        var id = await EnqueueOneAsync();
        Assert.Empty((await LeaseAsync(session, holding: true)).Leases);
        Assert.False(await SettleAsync(session, new Settlement.Retry(held, TimeSpan.Zero)));
        Assert.Equal(id, (await LeaseOneAsync(session)).Message.Id);
    }

    [Fact]
    public async Task What_is_between_attempts_is_gone()
    {
        await EnqueueAsync(1);
        await SettleAsync(session, new Settlement.Retry(await LeaseOneAsync(session), TimeSpan.Zero));
        await Queues.DeleteAsync(Shop, Mails);
        Assert.Empty((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task A_queue_that_is_deleted_while_it_is_parked_leaves_the_line()
    {
        await PublishAsync(TestMessage.To("a.example").WithFlow("key", parallelism: 1));
        await LeaseOneAsync(session);
        await PublishAsync(TestMessage.To("a.example").WithFlow("key", parallelism: 1).InQueue(Mails));
        Assert.Empty((await LeaseAsync(session, holding: true)).Leases);
        Assert.True(await Queues.DeleteAsync(Shop, Mails));
    }

    [Fact]
    public async Task Each_message_that_a_deletion_drops_is_told_once_with_what_it_was()
    {
        await Queues.SetAsync(Shop, Mails, parallelism: 3, paused: null);
        await EnqueueAsync(1200);
        var inFlight = await LeaseAsync(session, want: 2);
        var between = await LeaseOneAsync(session);
        await SettleAsync(session, new Settlement.Retry(between, Long));
        var told = new List<Message>();
        await Queues.DeleteAsync(Shop, Mails, told.Add);
        Assert.Equal(1200, told.Select(message => message.Id).Distinct().Count());
        Assert.Equal(1200, told.Count);
        Assert.Contains(told, message => message.Id == between.Message.Id);
        Assert.All(told, message => Assert.Equal((between.Message.Url, Mails, 0), (message.Url, message.Queue, message.Body.Length)));
        Assert.Equal(2, inFlight.Leases.Count);
    }

    private async Task GrowOldAsync(string drained)
    {
        var old = $"{MessageRoute.QueueLane(Shop, Mails)}\n1";
        await Redis.Database.KeyRenameAsync(RedisKeys.Drained(Partition, drained), RedisKeys.Drained(Partition, old));
        await Redis.Database.SetAddAsync($"{{{Partition}}}drain", old);
        await Redis.Database.SetRemoveAsync($"{{{Partition}}}drain", drained);
    }

    private Task EnqueueAsync(int messages) => Publisher.PublishAsync([.. Enumerable.Range(0, messages).Select(_ => TestMessage.To("a.example").InQueue(Mails))]);

    private async Task<MessageId> EnqueueOneAsync() => (await PublishAsync(TestMessage.To("a.example").InQueue(Mails))).Id;
}
