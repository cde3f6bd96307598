using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Postrider.Core.Redis;
using Postrider.Core.Store;
using Postrider.Dispatcher.Events;

namespace Postrider.Dispatcher.Delivery;

/// <summary>Writes the outcomes of one partition, many in one call. One is repeated until Redis answers: forgetting it would make a known outcome an unknown one.</summary>
internal sealed partial class OutcomeWriter(int partition, LeaseStore store, AttemptEvents events, TimeProvider time, ILogger logger)
{
    private const int MaxBatch = 128;
    private const int MaxBytes = 1024 * 1024; // of dead letters and callbacks; one outcome may exceed it
    private const int MaxUnwritten = 8 * 1024 * 1024; // bytes
    private static readonly TimeSpan FailurePause = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentQueue<(HeldLease Held, Settlement Settlement)> outcomes = new();
    private readonly RepeatedFailure failure = new(time);
    private long unwritten; // bytes in the queue

    public bool IsEmpty => outcomes.IsEmpty;

    /// <summary>True while so much waits to be written that nothing is to be leased beside it: places are free when attempts end, so nothing else bounds it.</summary>
    public bool IsBehind => Volatile.Read(ref unwritten) > MaxUnwritten;

    public void Add(HeldLease held, Settlement settlement)
    {
        Interlocked.Add(ref unwritten, BytesHeldBy(settlement));
        outcomes.Enqueue((held, settlement));
    }

    /// <summary>
    /// Writes a batch of what has come in; null when there is nothing. <paramref name="failed"/> is called each time that Redis does not answer.
    /// </summary>
    public Task<WrittenOutcomes>? WriteAsync(Action failed)
    {
        var batch = new List<(HeldLease Held, Settlement Settlement)>();
        var bytes = 0;
        while (batch.Count < MaxBatch && bytes < MaxBytes && outcomes.TryDequeue(out var outcome))
        {
            batch.Add(outcome);
            bytes += BytesOf(outcome.Settlement);
            Interlocked.Add(ref unwritten, -BytesHeldBy(outcome.Settlement));
        }

        return batch.Count == 0 ? null : WriteAsync(batch, failed);
    }

    private static int BytesOf(Settlement settlement) =>
        (settlement is Settlement.Bury bury ? bury.DeadLetter.Length : 0) + settlement.Callbacks.Sum(callback => callback.Message.Body.Length);

    private static int BytesHeldBy(Settlement settlement) => settlement.Lease.Message.Body.Length + BytesOf(settlement);

    // Sessions change only when one was lost, so there is nearly always one.
    private async Task<WrittenOutcomes> WriteAsync(List<(HeldLease Held, Settlement Settlement)> batch, Action failed)
    {
        var isReady = false;
        foreach (var session in batch.GroupBy(outcome => outcome.Held.Session))
        {
            isReady |= await WriteAsync(session.Key, [.. session], failed).ConfigureAwait(false);
        }

        return new(batch.ConvertAll(outcome => outcome.Held), isReady);
    }

    private async Task<bool> WriteAsync(WorkerSession session, (HeldLease Held, Settlement Settlement)[] batch, Action failed)
    {
        var settlements = Array.ConvertAll(batch, outcome => outcome.Settlement);
        while (true)
        {
            try
            {
                var now = events.NowMs;
                var answer = await store.SettleAsync(partition, session.Token, settlements).ConfigureAwait(false);
                events.Ended(batch, answer.Took, now);
                return answer.IsReady;
            }
            catch (Exception exception)
            {
                failed();
                NotWritten(failure.Level(), partition, RedisTrouble.Sentence(exception));
                await Task.Delay(FailurePause).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(Message = "Partition {Partition}: outcomes not written yet: {Reason}")]
    private partial void NotWritten(LogLevel level, int partition, string reason);
}
