using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

/// <summary>What happens to queues in an order that nobody thought of: whatever it is, order and limits hold, and no slot is left behind.</summary>
public sealed class QueueInterleavingTests : StoreTest
{
    private const int Parallelism = 3;
    private const int KeyLimit = 2;
    private static readonly string[] Names = ["one", "two"];
    private readonly byte[] session = TestMessage.NewSession();
    private readonly List<(byte[] Session, Lease Lease)> held = [];
    private readonly List<(byte[] Session, Lease Lease)> lapsed = [];
    private readonly Dictionary<MessageId, int> accepted = [];
    private readonly Dictionary<string, int> started = Names.ToDictionary(name => name, _ => -1);
    private readonly HashSet<MessageId> callbacks = [];
    private readonly HashSet<MessageId> callbacksOver = [];
    private Random random = null!;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Order_and_limits_hold_and_no_slot_is_left_behind(int seed)
    {
        random = new Random(seed);
        for (var step = 0; step < 400; step++)
        {
            await StepAsync(random.Next(100));
            await LimitsHoldAsync();
        }

        await EndAllAsync();
        Assert.True(callbacks.SetEquals(callbacksOver));
        var left = Redis.Database.Multiplexer.GetServers()[0].Keys(pattern: RedisKeys.Tag(Partition) + "*").Select(key => ((string)key!)[3..])
            .Where(key => key[0] is 'o' or 'w' or 'x' or 'L' or 'z' || key is "cb" or "fq" or "drain" || (key[0] is 'c' or 'p' && key is not ("clk" or "pub")));
        Assert.Empty(left);
        Assert.Empty(await StatesAsync());
    }

    private Task StepAsync(int dice) => dice switch
    {
        < 25 => PublishAsync(),
        < 55 => LeaseAsync(),
        < 85 => SettleAsync(),
        < 88 => CancelAsync(),
        < 90 => LapseAsync(),
        < 92 => SettleLateAsync(),
        < 94 => LoseAnswerAsync(),
        < 96 => Queues.SetAsync(Shop, Queue(), Parallelism, random.Next(3) == 0),
        < 98 => random.Next(2) == 0 ? Flow.PauseAsync(Shop, "key") : Flow.ResumeAsync(Shop, "key"),
        _ => DeleteAsync(Queue()),
    };

    private string Queue() => Names[random.Next(Names.Length)];

    private async Task PublishAsync()
    {
        var queue = Queue();
        await Queues.SetAsync(Shop, queue, Parallelism, null);
        var message = TestMessage.To($"{random.Next(3)}.example").InQueue(queue);
        message = random.Next(2) == 0 ? message.WithFlow("key", parallelism: KeyLimit) : message;
        accepted[message.Message.Id] = accepted.Count;
        await PublishAsync(message);
    }

    private async Task LeaseAsync() =>
        Started(session, (await LeaseAsync(session, want: random.Next(1, 6), holding: held.Exists(lease => lease.Session == session))).Leases);

    private void Started(byte[] by, IReadOnlyList<Lease> leases)
    {
        foreach (var lease in leases)
        {
            held.Add((by, lease));
            if (lease.Message.Queue is { } queue && lease is { Retried: 0, Grants: 1 })
            {
                Assert.True(accepted[lease.Message.Id] > started[queue], "a message started before one that was accepted earlier");
                started[queue] = accepted[lease.Message.Id];
            }
        }
    }

    private async Task SettleAsync()
    {
        if (held.Count > 0)
        {
            var (by, lease) = held[random.Next(held.Count)];
            held.Remove((by, lease));
            await SettleAsync(by, lease, random.Next(10));
        }
    }

    private async Task SettleAsync(byte[] by, Lease lease, int dice)
    {
        NewMessage[] told = lease.Message.Queue is not null && random.Next(2) == 0 ? [TestMessage.To("callback.example")] : [];
        Settlement settlement = dice switch
        {
            < 3 => new Settlement.Retry(lease, TimeSpan.Zero) { Callbacks = told },
            < 5 => TestMessage.Bury(lease, "broken") with { Callbacks = told },
            < 6 => new Settlement.Release(lease, TimeSpan.Zero, Unsent: true),
            _ => new Settlement.Delivered(lease) { Callbacks = told },
        };
        var counts = await SettleAsync(by, settlement);
        if (counts && settlement.Callbacks.Count > 0)
        {
            callbacks.Add(told[0].Message.Id);
        }

        if (callbacks.Contains(lease.Message.Id) && settlement is not (Settlement.Retry or Settlement.Release))
        {
            callbacksOver.Add(lease.Message.Id);
        }
    }

    private async Task CancelAsync()
    {
        if (accepted.Count > 0)
        {
            await Messages.CancelAsync(Shop, accepted.Keys.ElementAt(random.Next(accepted.Count)));
        }
    }

    private async Task LapseAsync()
    {
        var gone = TestMessage.NewSession();
        var from = held.Count;
        Started(gone, (await LeaseAsync(gone, want: 2, span: TimeSpan.Zero)).Leases);
        lapsed.AddRange(held[from..]);
        held.RemoveRange(from, held.Count - from);
        await Leases.TickAsync(Partition, Long);
    }

    private async Task SettleLateAsync()
    {
        if (lapsed.Count > 0)
        {
            var (by, lease) = lapsed[random.Next(lapsed.Count)];
            await SettleAsync(by, lease, 9);
        }
    }

    private async Task LoseAnswerAsync()
    {
        Started(session, (await LeaseAsync(session, want: 2, holding: held.Count > 0)).Leases);
        var known = held.Where(_ => random.Next(2) == 0).ToList();
        held.RemoveAll(lease => !known.Contains(lease));
        await Leases.ReleaseUnknownAsync(Partition, session, known.Select(lease => lease.Lease.Message.Id));
    }

    private async Task DeleteAsync(string queue)
    {
        await Queues.DeleteAsync(Shop, queue);
        await Leases.TickAsync(Partition, Long);
    }

    private async Task LimitsHoldAsync()
    {
        foreach (var name in Names)
        {
            Assert.InRange(await Redis.Database.SortedSetLengthAsync(RedisKeys.SlotOwners(Partition, MessageRoute.QueueLane(Shop, name))), 0, Parallelism);
        }

        Assert.InRange(held.Count(lease => lease.Lease.Message.FlowKey is not null), 0, KeyLimit);
    }

    // Delivers what is left, without callbacks.
    private async Task EndAllAsync()
    {
        await Flow.ResumeAsync(Shop, "key");
        foreach (var name in Names)
        {
            await Queues.SetAsync(Shop, name, Parallelism, false);
        }

        await TestKit.Eventually.IsTrueAsync(
            async () =>
            {
                Started(session, (await LeaseAsync(session, want: 10, holding: held.Count > 0)).Leases);
                foreach (var (by, lease) in held.ToList())
                {
                    await SettleAsync(by, new Settlement.Delivered(lease));
                    callbacksOver.UnionWith(callbacks.Contains(lease.Message.Id) ? [lease.Message.Id] : []);
                }

                held.Clear();
                await Leases.TickAsync(Partition, Long);
                return (await StatesAsync()).Length == 0 && !await Redis.Database.KeyExistsAsync(RedisKeys.Tag(Partition) + "ready");
            },
            "everything is over");
    }
}
