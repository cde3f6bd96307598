using Postrider.Core.Model;
using Postrider.Core.Store.Events;
using Postrider.Core.Waiting;

namespace Postrider.Dispatcher.Events;

/// <summary>Events that wait to be written: one growing batch per namespace, within a bound for all. What exceeds it is dropped.</summary>
internal sealed class EventBuffer(TimeProvider time) : IDisposable
{
    private const int BatchBytes = 32 * 1024;
    private const int MaxBytes = 8 * 1024 * 1024;
    private readonly Lock gate = new();
    private readonly Dictionary<string, EventBatch> growing = new(StringComparer.Ordinal);
    private readonly List<EventBatch> full = [];
    private readonly Signal ready = new();
    private EventBatch? last; // most events that come together are of one namespace
    private long bytes;
    private int dropped;

    public void Add(Message message, in EventRecord record, EventOutcome? outcome)
    {
        lock (gate)
        {
            if (bytes >= MaxBytes)
            {
                dropped++;
                return;
            }

            var batch = last is { } same && same.Namespace == message.Namespace ? same : last = Find(message);
            bytes -= batch.Bytes;
            batch.Add(message, record, outcome);
            bytes += batch.Bytes;
            if (batch.Bytes >= BatchBytes)
            {
                Close(batch);
            }
        }
    }

    /// <summary>Waits until a batch is full, or for the interval.</summary>
    public Task WaitAsync(TimeSpan interval, CancellationToken cancel) => ready.WaitAsync(interval, cancel);

    /// <summary>Takes out everything, in the order in which it came.</summary>
    public IReadOnlyList<EventBatch> Take()
    {
        lock (gate)
        {
            EventBatch[] taken = [.. full, .. growing.Values];
            full.Clear();
            growing.Clear();
            last = null;
            bytes = 0;
            return taken;
        }
    }

    /// <summary>Puts back what could not be written.</summary>
    public void Return(IReadOnlyCollection<EventBatch> batches)
    {
        lock (gate)
        {
            full.InsertRange(0, batches);
            bytes += batches.Sum(batch => (long)batch.Bytes);
        }
    }

    /// <summary>How many records were dropped since the last call.</summary>
    public int TakeDropped()
    {
        lock (gate)
        {
            (var taken, dropped) = (dropped, 0);
            return taken;
        }
    }

    public void Dispose() => ready.Dispose();

    private EventBatch Find(Message message)
    {
        if (!growing.TryGetValue(message.Namespace, out var batch))
        {
            growing[message.Namespace] = batch = new(message.Id.Partition, message.Namespace, time.GetUtcNow().ToUnixTimeMilliseconds());
        }

        return batch;
    }

    private void Close(EventBatch batch)
    {
        growing.Remove(batch.Namespace);
        full.Add(batch);
        last = null;
        ready.Set();
    }
}
