using System.Threading.Channels;

namespace Postrider.Operator.Runtime;

/// <summary>Keys to work on: each at most once in the queue, and never in two hands at once. Later is possible too.</summary>
internal sealed class WorkQueue<TKey>(TimeProvider time) : IDisposable
    where TKey : notnull
{
    private readonly Channel<TKey> ready = Channel.CreateUnbounded<TKey>();
    private readonly Lock gate = new();
    private readonly HashSet<TKey> waiting = [];
    private readonly HashSet<TKey> working = [];
    private readonly Dictionary<TKey, (TimeSpan Due, ITimer Timer)> later = [];
    private readonly long started = time.GetTimestamp();
    private bool disposed;

    /// <summary>Keys that wait for a worker now.</summary>
    public int Length
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    /// <summary>Asks for the key. One that is being worked on comes again when that is done.</summary>
    public void Add(TKey key)
    {
        lock (gate)
        {
            if (waiting.Add(key) && !working.Contains(key))
            {
                ready.Writer.TryWrite(key);
            }
        }
    }

    /// <summary>Asks for the key after a while; the earliest of several counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        var due = time.GetElapsedTime(started) + delay; // not the time of day, which may be set back
        lock (gate)
        {
            if (disposed || (later.TryGetValue(key, out var planned) && planned.Due <= due))
            {
                return;
            }

            planned.Timer?.Dispose();
            later[key] = (due, time.CreateTimer(_ => AddDue(key, due), null, delay, Timeout.InfiniteTimeSpan));
        }
    }

    /// <summary>The next key; <see cref="Done"/> must follow.</summary>
    public async ValueTask<TKey> TakeAsync(CancellationToken cancel)
    {
        var key = await ready.Reader.ReadAsync(cancel);
        lock (gate)
        {
            waiting.Remove(key);
            working.Add(key);
        }

        return key;
    }

    /// <summary>Gives the key back.</summary>
    public void Done(TKey key)
    {
        lock (gate)
        {
            working.Remove(key);
            if (waiting.Contains(key))
            {
                ready.Writer.TryWrite(key);
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            foreach (var (_, timer) in later.Values)
            {
                timer.Dispose();
            }

            later.Clear();
        }
    }

    private void AddDue(TKey key, TimeSpan due)
    {
        lock (gate)
        {
            // A timer that was replaced while it fired must not cancel the one that replaced it.
            if (later.TryGetValue(key, out var planned) && planned.Due == due)
            {
                planned.Timer.Dispose();
                later.Remove(key);
            }
        }

        Add(key);
    }
}
