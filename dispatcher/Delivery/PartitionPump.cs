using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Postrider.Core.Model;
using Postrider.Core.Store;
using Postrider.Core.Waiting;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Delivery;

/// <summary>The loop of one partition: outcomes in, due messages out, one round trip for both; then it waits for a signal or the next due moment.</summary>
internal sealed partial class PartitionPump(
    int partition, LeaseStore store, WorkerCapacity capacity, Courier courier, Func<int, string, Task<TimeSpan>> fire, DeliveryOptions options,
    AlarmClock clock, TimeProvider time, ILogger logger)
{
    private const int MaxBatch = 128;
    private const int StartTogether = 16;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FullPause = TimeSpan.FromMilliseconds(5); // asks only this process: another partition may have freed places
    private static readonly TimeSpan EmptyPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan FailurePause = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentQueue<(HeldLease Held, Settlement Settlement)> outcomes = new();
    private readonly ConcurrentDictionary<MessageId, HeldLease> holds = new();
    private readonly ConcurrentDictionary<string, bool> firing = new(StringComparer.Ordinal);
    private readonly Alarm alarm = clock.Add();
    private WorkerSession session = new(time, options.LeaseSpan);
    private long nextLook; // timestamp at which to lease again; long.MaxValue = at a signal only
    private bool uncertain; // a lease was sent and not answered: Redis may hold more for us than we know

    public int Partition => partition;

    /// <summary>The session to extend; null while it holds nothing.</summary>
    public WorkerSession? Extendable => holds.IsEmpty ? null : Volatile.Read(ref session);

    public bool IsBusy => !holds.IsEmpty;

    /// <summary>Looks again after <paramref name="delay"/> at the latest.</summary>
    public void LookIn(TimeSpan delay)
    {
        var at = time.GetTimestamp() + (long)(Math.Min(delay.TotalSeconds, LongestWait.TotalSeconds) * time.TimestampFrequency);
        long seen;
        do
        {
            seen = Volatile.Read(ref nextLook);
        }
        while (at < seen && Interlocked.CompareExchange(ref nextLook, at, seen) != seen);
        if (delay <= TimeSpan.Zero)
        {
            alarm.Set();
        }
        else
        {
            alarm.Advance(at);
        }
    }

    /// <summary>Runs until <paramref name="stop"/>; attempts that run go on until <paramref name="abandon"/>, and every outcome is written.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken abandon)
    {
        using var stopping = stop.Register(alarm.Set);
        while (!stop.IsCancellationRequested)
        {
            var settling = SettleAsync();
            if (IsDue || !outcomes.IsEmpty || settling != Task.CompletedTask)
            {
                await LeaseAsync(abandon).ConfigureAwait(false);
            }

            await settling.ConfigureAwait(false);
            if (outcomes.IsEmpty)
            {
                alarm.Advance(Volatile.Read(ref nextLook)); // it may have rung for an earlier moment since that was set
                await alarm.WaitAsync().ConfigureAwait(false);
            }
        }

        while (!holds.IsEmpty)
        {
            await (outcomes.IsEmpty ? alarm.WaitAsync() : Task.CompletedTask).ConfigureAwait(false);
            await SettleAsync().ConfigureAwait(false);
        }
    }

    private bool IsDue => Volatile.Read(ref nextLook) <= time.GetTimestamp();

    private async Task LeaseAsync(CancellationToken abandon)
    {
        var (places, borrow) = capacity.Reserve(MaxBatch);
        if (places == 0)
        {
            Volatile.Write(ref nextLook, long.MaxValue);
            LookIn(FullPause);
            return;
        }

        var used = 0;
        try
        {
            await (uncertain ? ReleaseUnknownAsync() : Task.CompletedTask).ConfigureAwait(false);
            Volatile.Write(ref nextLook, long.MaxValue);
            var holder = session;
            var moment = holder.Moment;
            uncertain = true;
            var answer = await store.LeaseAsync(partition, holder.Token, !holds.IsEmpty, options.LeaseSpan, places, borrow, capacity.Share).ConfigureAwait(false);
            uncertain = false;
            used = answer.Leases.Count;
            Take(answer, holder, moment, abandon);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LeaseFailed(partition, exception.Message);
            LookIn(FailurePause);
        }
        finally
        {
            capacity.Return(places - used);
        }
    }

    private void Take(LeaseAnswer answer, WorkerSession holder, long moment, CancellationToken abandon)
    {
        if (answer.Lost)
        {
            holder.Lapsed();
            Volatile.Write(ref session, new WorkerSession(time, options.LeaseSpan));
            LookIn(TimeSpan.Zero);
            return;
        }

        if (answer.Leases.Count > 0)
        {
            holder.Extended(moment);
        }

        var received = time.GetTimestamp();
        foreach (var group in answer.Leases.Chunk(StartTogether))
        {
            Start([.. group.Select(lease => Hold(new HeldLease(lease, holder, received, Lane.Parse(lease.LaneText).DestinationGate)))], abandon);
        }

        foreach (var schedule in answer.DueSchedules)
        {
            Fire(schedule);
        }

        if (answer.NextIn is { } next && (next > TimeSpan.Zero || answer.DueSchedules.Count == 0 || answer.Leases.Count > 0))
        {
            LookIn(next > TimeSpan.Zero || answer.Leases.Count > 0 ? next : EmptyPause);
        }
    }

    private HeldLease Hold(HeldLease held)
    {
        holds[held.Lease.Message.Id] = held;
        capacity.Start(held.Destination);
        return held;
    }

    // An attempt runs on its own from its first wait on; a few share one turn of the thread pool until then.
    private void Start(HeldLease[] group, CancellationToken abandon) => ThreadPool.UnsafeQueueUserWorkItem(
        _ =>
        {
            foreach (var held in group)
            {
                _ = RunAsync(held, abandon);
            }
        },
        null);

    private async Task RunAsync(HeldLease held, CancellationToken abandon)
    {
        var settlement = await courier.DeliverAsync(held, abandon).ConfigureAwait(false);
        capacity.End(held.Destination);
        outcomes.Enqueue((held, settlement));
        alarm.Set();
    }

    private void Fire(string schedule)
    {
        if (firing.TryAdd(schedule, true))
        {
            _ = Task.Run(async () =>
            {
                var pause = await fire(partition, schedule).ConfigureAwait(false);
                firing.TryRemove(schedule, out _);
                LookIn(pause);
            });
        }
    }

    private Task SettleAsync()
    {
        if (outcomes.IsEmpty)
        {
            return Task.CompletedTask;
        }

        var batch = new List<(HeldLease Held, Settlement Settlement)>();
        while (batch.Count < MaxBatch && outcomes.TryDequeue(out var outcome))
        {
            batch.Add(outcome);
        }

        return Task.WhenAll(batch.GroupBy(outcome => outcome.Held.Session).Select(group => SettleAsync(group.Key, [.. group])));
    }

    // An outcome is repeated until Redis answers: forgetting it would make a known outcome an unknown one.
    private async Task SettleAsync(WorkerSession holder, List<(HeldLease Held, Settlement Settlement)> batch)
    {
        Settlement[] settlements = [.. batch.Select(outcome => outcome.Settlement)];
        while (true)
        {
            try
            {
                await store.SettleAsync(partition, holder.Token, settlements).ConfigureAwait(false);
                break;
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                SettleFailed(partition, exception.Message);
                await Task.Delay(FailurePause).ConfigureAwait(false);
            }
        }

        foreach (var (held, _) in batch)
        {
            holds.TryRemove(KeyValuePair.Create(held.Lease.Message.Id, held));
        }
    }

    private async Task ReleaseUnknownAsync()
    {
        var holder = session;
        var held = await store.ReadHeldAsync(partition, holder.Token).ConfigureAwait(false);
        Settlement[] unknown = [.. held.Where(lease => !holds.ContainsKey(lease.Message.Id)).Select(lease => new Settlement.Release(lease, TimeSpan.Zero))];
        foreach (var piece in unknown.Chunk(MaxBatch))
        {
            await store.SettleAsync(partition, holder.Token, piece).ConfigureAwait(false);
        }

        uncertain = false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: nothing leased: {Reason}")]
    private partial void LeaseFailed(int partition, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: outcomes not written yet: {Reason}")]
    private partial void SettleFailed(int partition, string reason);
}
