using Postrider.Core.Model;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

public sealed class OpenMessagesTests : StoreTest
{
    private const int TooMany = 5000; // for one snapshot
    private static readonly string Neighbour = Enumerable.Range(0, 100).Select(number => $"neighbour-{number}").First(name => PartitionOf(name) == Partition);
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task A_snapshot_holds_what_waits_what_is_between_attempts_and_what_is_in_flight()
    {
        var (retried, inFlight) = (await PublishToAsync("a.example"), await PublishToAsync("a.example"));
        var leases = (await LeaseAsync(session)).Leases;
        await SettleAsync(session, new Settlement.Retry(leases.Single(lease => lease.Message.Id == retried), TimeSpan.FromHours(1)));
        var waiting = await PublishToAsync("b.example");
        var (delivered, dead) = (await PublishToAsync("c.example"), await PublishToAsync("c.example"));
        foreach (var lease in (await LeaseAsync(session)).Leases.Where(lease => lease.Message.Id != waiting))
        {
            await SettleAsync(session, lease.Message.Id == delivered ? new Settlement.Delivered(lease) : TestMessage.Bury(lease, "broken"));
        }

        await Same([retried, inFlight, waiting], await Open.SnapshotAsync(Shop));
        await Same([retried, inFlight, waiting], await WalkAsync(_ => true));
        Assert.NotEqual(delivered, dead);
    }

    [Fact]
    public async Task Owners_of_a_queues_slots_and_what_waits_behind_them_are_open()
    {
        var owner = (await PublishAsync(TestMessage.To("a.example").InQueue("mails"))).Id;
        var behind = (await PublishAsync(TestMessage.To("a.example").InQueue("mails"))).Id;
        var lease = await LeaseOneAsync(session);
        await Same([owner, behind], await Open.SnapshotAsync(Shop));
        await SettleAsync(session, new Settlement.Retry(lease, TimeSpan.FromHours(1)));
        await Same([owner, behind], await Open.SnapshotAsync(Shop));
        await Same([owner, behind], await WalkAsync(lane => lane.StartsWith('q')));
    }

    [Fact]
    public async Task What_waits_in_another_namespace_of_the_partition_is_not_met()
    {
        await PublishAsync(TestMessage.To("a.example", Neighbour));
        await Same([], await Open.SnapshotAsync(Shop));
        await Same([], await WalkAsync(_ => true));
    }

    [Fact]
    public async Task More_than_one_step_may_look_at_is_walked_through_lane_by_lane()
    {
        await PublishManyAsync("a.example", TooMany);
        var other = await PublishToAsync("b.example");
        Assert.Null(await Open.SnapshotAsync(Shop));
        Assert.Equal(TooMany + 1, (await WalkAsync(_ => true)).Count);
        await Same([other], await WalkAsync(lane => lane.Contains("b.example", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Many_lanes_are_walked_through_too()
    {
        const int lanes = 300;
        await Publisher.PublishAsync([.. Enumerable.Range(0, lanes).Select(number => TestMessage.To($"host-{number}.example"))]);
        Assert.Null(await Open.SnapshotAsync(Shop));
        Assert.Equal(lanes, (await WalkAsync(_ => true)).Count);
    }

    [Fact]
    public async Task Heads_are_read_without_bodies_however_long_they_are()
    {
        var message = TestMessage.To("a.example");
        message = message with
        {
            Message = message.Message with { Headers = [new("X-Long", new string('x', 60_000))], Label = "red", Body = new byte[1_000_000], FlowKey = new string('k', 512), FlowLimits = new(1, 0, 1000) },
        };
        var id = (await PublishAsync(message)).Id;
        var head = Assert.Single(await Messages.GetHeadsAsync(Shop, [id, MessageId.New(Partition)]));
        Assert.Equal((id, "red", 60_000, 0), (head.Id, head.Label, head.Headers[0].Value.Length, head.Body.Length));
        Assert.Empty(await Messages.GetHeadsAsync(Neighbour, [id]));
    }

    [Fact]
    public async Task Many_are_cancelled_in_pieces_each_once_and_none_of_another_namespace()
    {
        const int messages = 1200;
        await PublishManyAsync("a.example", messages);
        var inFlight = (await LeaseAsync(session, want: 100)).Leases.Count;
        var foreign = (await PublishAsync(TestMessage.To("a.example", Neighbour))).Id;
        var heads = await Messages.GetHeadsAsync(Shop, await Open.SnapshotAsync(Shop) ?? []);
        var theirs = await Messages.GetHeadsAsync(Neighbour, [foreign]);
        var both = await Task.WhenAll(Messages.CancelAsync(Shop, [.. heads, .. theirs]), Messages.CancelAsync(Shop, heads));
        Assert.Equal(messages, both.Sum(cancelled => cancelled.Count));
        Assert.True(inFlight > 0);
        Assert.NotNull(await Messages.GetAsync(Neighbour, foreign));
        Assert.Equal(foreign, Assert.Single((await LeaseAsync(session)).Leases).Message.Id);
    }

    [Fact]
    public async Task Cancelling_an_owner_of_a_queues_slot_lets_the_next_one_go()
    {
        await PublishAsync(TestMessage.To("a.example").InQueue("mails"));
        var second = (await PublishAsync(TestMessage.To("a.example").InQueue("mails"))).Id;
        var lease = await LeaseOneAsync(session);
        await SettleAsync(session, new Settlement.Retry(lease, TimeSpan.FromHours(1)));
        Assert.NotNull(await Messages.CancelAsync(Shop, lease.Message.Id));
        Assert.Equal(second, (await LeaseOneAsync(session)).Message.Id);
    }

    private async Task<IReadOnlyCollection<MessageId>> WalkAsync(Func<string, bool> wanted)
    {
        var found = new HashSet<MessageId>();
        await foreach (var id in Open.WalkAsync(Shop, wanted))
        {
            found.Add(id);
        }

        return found;
    }

    // What is in flight of others is listed with it, and told apart by its record.
    private async Task Same(IEnumerable<MessageId> expected, IEnumerable<MessageId>? found)
    {
        var own = await Messages.GetHeadsAsync(Shop, [.. found!]);
        Assert.Equal(expected.Select(id => id.ToString()).Order(StringComparer.Ordinal), own.Select(message => message.Id.ToString()).Order(StringComparer.Ordinal));
    }
}
