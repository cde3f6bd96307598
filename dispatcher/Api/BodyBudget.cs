using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Postrider.Dispatcher.Hosting;

namespace Postrider.Dispatcher.Api;

/// <summary>
/// Bytes of bodies that this gateway holds at once, those of requests and of pages of dead letters, so that requests each of which is allowed do not end it together. What one
/// has alone may be more; whoever else asks waits for a moment, and is then told to come again. A part stays for the others of whichever namespace has most.
/// </summary>
internal sealed class BodyBudget(IOptions<GatewayOptions> options, TimeProvider time)
{
    private const int PartOfMemory = 8; // a body is held up to four times: as it came, as a message, as a record, on its way to Redis
    private const int PartOfOthers = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly long most = options.Value.MaxBodyBytes > 0 ? options.Value.MaxBodyBytes : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / PartOfMemory;
    private readonly ConcurrentDictionary<string, Share> shares = new(StringComparer.Ordinal); // of namespaces whose tokens were accepted
    private readonly Lock taking = new();

    /// <summary>The room of one request of a namespace, which has nothing yet.</summary>
    public BodyRoom Open(string ns) => new(this, shares.GetOrAdd(ns, static _ => new()));

    /// <summary>Adds <paramref name="bytes"/> to the <paramref name="own"/> ones of a request.</summary>
    /// <exception cref="GatewayFullException">Others hold too much, and have for a while.</exception>
    internal async ValueTask TakeAsync(Share share, long own, long bytes, CancellationToken cancel)
    {
        if (Volatile.Read(ref share.Waiting) > 0 || !TryTake(share, own, bytes))
        {
            Interlocked.Increment(ref share.Waiting);
            try
            {
                await WaitAsync(share, own, bytes, cancel).ConfigureAwait(false);
            }
            finally
            {
                Interlocked.Decrement(ref share.Waiting);
            }
        }
    }

    // One of a namespace after another: else small ones, of which there are many, would never leave the room that a large one waits for.
    private async Task WaitAsync(Share share, long own, long bytes, CancellationToken cancel)
    {
        var since = time.GetTimestamp();
        if (!await share.Turn.WaitAsync(Patience, cancel).ConfigureAwait(false))
        {
            throw new GatewayFullException();
        }

        try
        {
            for (; !TryTake(share, own, bytes); await Task.Delay(Pause, time, cancel).ConfigureAwait(false))
            {
                if (time.GetElapsedTime(since) > Patience)
                {
                    throw new GatewayFullException();
                }
            }
        }
        finally
        {
            share.Turn.Release();
        }
    }

    internal void Return(Share share, long bytes)
    {
        lock (taking)
        {
            share.Held -= bytes;
        }
    }

    private bool TryTake(Share share, long own, long bytes)
    {
        lock (taking)
        {
            var held = shares.Values.Sum(other => other.Held);
            var largest = shares.Values.Max(other => other.Held);
            var fits = held + bytes <= most || held == own || (share.Held < largest && held - largest + bytes <= most / PartOfOthers);
            share.Held += fits ? bytes : 0;
            return fits;
        }
    }

    /// <summary>What the requests of one namespace have.</summary>
    internal sealed class Share
    {
        public readonly SemaphoreSlim Turn = new(1);
        public int Waiting;

        public long Held { get; set; }
    }
}
