using Microsoft.Extensions.Logging;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store;
using Postrider.Core.Waiting;
using Postrider.Dispatcher.Events;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Delivery;

/// <summary>The loop of one partition: outcomes in, due messages out, one round trip for both; then it waits for a signal or the next due moment.</summary>
internal sealed partial class PartitionPump(
    int partition, LeaseStore store, WorkerCapacity capacity, ParallelismCap cap, Courier courier, AttemptEvents events, Func<int, string, DateTimeOffset, Task<TimeSpan>> fire, DeliveryOptions options,
    AlarmClock clock, TimeProvider time, ILogger logger)
{
    private const int MaxBatch = 128;
    private const int StartTogether = 16;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FullPause = TimeSpan.FromMilliseconds(5); // asks only this process: another partition may have freed places
    private static readonly TimeSpan EmptyPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan FailurePause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ReleasePause = TimeSpan.FromSeconds(1);
    private readonly OutcomeWriter outcomes = new(partition, store, events, time, logger);
    private readonly PartitionLeases leases = new(partition, store, cap, capacity, options);
    private readonly DueSchedules schedules = new(partition, fire);
    private readonly Alarm alarm = clock.Add();
    private readonly RepeatedFailure leaseFailure = new(time);
    private WorkerSession session = new(time, options.LeaseSpan);
    private long nextLook; // timestamp at which to lease again; long.MaxValue = at a signal only
    private bool endsLetPass; // messages wait for the end of others: what is leased next need not wait for the answer to an outcome

    public int Partition => partition;

    /// <summary>The session to extend; null while it holds nothing.</summary>
    public WorkerSession? Extendable => Volatile.Read(ref session) is var current && leases.Held.AnyUnder(current) ? current : null;

    public bool IsBusy => !leases.Held.IsEmpty;

    /// <summary>What is held at the moment, under whatever session.</summary>
    public IEnumerable<HeldLease> Held => leases.Held.All;

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

    /// <summary>Redis does not answer, or did not for a time: what it holds may have publishers who were told that it was not accepted.</summary>
    public void RedisFailed() => leases.RedisFailed();

    /// <summary>Runs until <paramref name="stop"/>; attempts that run go on until <paramref name="abandon"/>, and every outcome is written.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken abandon)
    {
        using var stopping = stop.Register(alarm.Set);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await TurnAsync(abandon).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // Whatever it was, the messages of all others of this partition must not wait for it.
                TurnFailed(exception, partition);
                LookIn(FailurePause);
                await Task.Delay(FailurePause, CancellationToken.None).ConfigureAwait(false);
            }
        }

        while (IsBusy)
        {
            await (outcomes.IsEmpty ? alarm.WaitAsync() : ValueTask.CompletedTask).ConfigureAwait(false);
            await EndAsync(outcomes.WriteAsync(RedisFailed)).ConfigureAwait(false);
        }
    }

    private async Task TurnAsync(CancellationToken abandon)
    {
        var settling = outcomes.WriteAsync(RedisFailed);
        try
        {
            if (!outcomes.IsBehind && (IsDue || (settling is not null && endsLetPass)))
            {
                await LeaseAsync(abandon).ConfigureAwait(false);
            }
        }
        finally
        {
            await EndAsync(settling).ConfigureAwait(false);
        }

        if (outcomes.IsEmpty)
        {
            alarm.Advance(Volatile.Read(ref nextLook)); // it may have rung for an earlier moment since that was set
            await alarm.WaitAsync().ConfigureAwait(false);
        }
    }

    private bool IsDue => Volatile.Read(ref nextLook) <= time.GetTimestamp();

    private async ValueTask EndAsync(Task<WrittenOutcomes>? settling)
    {
        if (settling is null)
        {
            return;
        }

        var written = await settling.ConfigureAwait(false);
        foreach (var held in written.Held)
        {
            leases.Held.Remove(held);
            held.Answer?.Dispose();
        }

        if (written.IsReady)
        {
            LookIn(TimeSpan.Zero);
        }
    }

    private async Task LeaseAsync(CancellationToken abandon)
    {
        Volatile.Write(ref nextLook, long.MaxValue);
        var (places, borrow) = capacity.Reserve(MaxBatch);
        var used = 0;
        try
        {
            used = places == 0 ? 0 : await LeaseAsync(places, borrow, abandon).ConfigureAwait(false);
            if (places == 0)
            {
                LookIn(FullPause);
            }
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LeaseFailed(leaseFailure.Level(), partition, RedisTrouble.Sentence(exception));
            RedisFailed();
            LookIn(FailurePause);
        }
        finally
        {
            capacity.Return(places - used);
        }
    }

    private async Task<int> LeaseAsync(int places, int borrow, CancellationToken abandon)
    {
        await leases.PrepareAsync(session).ConfigureAwait(false);
        var (holder, asked, moment) = (session, time.GetTimestamp(), session.Moment);
        var answer = await leases.AskAsync(holder, places, borrow).ConfigureAwait(false);
        Take(answer, holder, asked, moment, abandon);
        return answer.Leases.Count;
    }

    private void Take(LeaseAnswer answer, WorkerSession holder, long asked, long moment, CancellationToken abandon)
    {
        if (answer.Lost)
        {
            holder.Lapsed();
            leases.SessionLapsed();
            Volatile.Write(ref session, new WorkerSession(time, options.LeaseSpan));
            LookIn(TimeSpan.Zero);
            return;
        }

        endsLetPass = answer.LanesWait || answer.Leases.Any(lease => lease.Message.Queue is not null);
        if (answer.Leases.Count > 0)
        {
            holder.Extended(moment);
        }

        var answered = time.GetTimestamp();
        foreach (var (id, problem) in answer.Unreadable)
        {
            RecordUnreadable(partition, id.ToString(), problem);
        }

        foreach (var group in answer.Leases.Chunk(StartTogether))
        {
            Start([.. group.Select(lease => Hold(new HeldLease(lease, holder, asked, answered, MessageRoute.Parse(lease.RouteText).DestinationGate)))], abandon);
        }

        foreach (var schedule in answer.DueSchedules)
        {
            schedules.Fire(schedule, answer.Now, LookIn);
        }

        if (answer.NextIn is { } next)
        {
            LookIn(next > TimeSpan.Zero || answer.Leases.Count > 0 ? next : EmptyPause);
        }
    }

    private HeldLease Hold(HeldLease held)
    {
        leases.Held.Add(held);
        capacity.Start(held.Destination);
        return held;
    }

    // An attempt runs on its own from its first wait on. Until then a few share one turn of the thread pool; of few, nobody waits for that.
    private void Start(HeldLease[] group, CancellationToken abandon)
    {
        if (group.Length < StartTogether)
        {
            Run(group, abandon);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => Run(group, abandon), null);
        }
    }

    private void Run(HeldLease[] group, CancellationToken abandon)
    {
        foreach (var held in group)
        {
            _ = RunAsync(held, abandon);
        }
    }

    private async Task RunAsync(HeldLease held, CancellationToken abandon)
    {
        Settlement settlement;
        try
        {
            settlement = await courier.DeliverAsync(held, abandon).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            TurnFailed(exception, partition); // not even that it failed could be told, such as without memory: it goes again
            settlement = new Settlement.Release(held.Lease, ReleasePause);
        }

        capacity.End(held.Destination);
        outcomes.Add(held, settlement);
        alarm.Set();
    }

    [LoggerMessage(Message = "Partition {Partition}: nothing leased: {Reason}")]
    private partial void LeaseFailed(LogLevel level, int partition, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Partition {Partition}: something failed; it goes on.")]
    private partial void TurnFailed(Exception exception, int partition);

    [LoggerMessage(Level = LogLevel.Error, Message = "Partition {Partition}: the record of message {Message} cannot be read, and it is not delivered: {Problem}")]
    private partial void RecordUnreadable(int partition, string message, string problem);
}
