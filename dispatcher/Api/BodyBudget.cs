using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Postrider.Dispatcher.Hosting;

namespace Postrider.Dispatcher.Api;

/// <summary>
/// Bytes of bodies that this gateway holds at once, those of requests and of pages of dead letters, so that requests each of which is allowed do not end it together. What one
/// has alone may be more; whoever else asks waits for a moment, and is then told to come again. There is a quarter more for the others of whichever namespace has most.
/// </summary>
internal sealed class BodyBudget(IOptions<GatewayOptions> options, TimeProvider time)
{
    private const int PartOfMemory = 8; // a body is held up to four times: as it came, as a message, as a record, on its way to Redis
    private const int PartOfOthers = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly long most = options.Value.MaxBodyBytes > 0 ? options.Value.MaxBodyBytes : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / PartOfMemory;
    private readonly ConcurrentDictionary<string, Share> shares = new(StringComparer.Ordinal); // of namespaces whose tokens were accepted
    private readonly LinkedList<Share> queue = new(); // of those who wait for the common room
    private readonly Lock taking = new();

    /// <summary>The room of one request of a namespace, which has nothing yet.</summary>
    public BodyRoom Open(string ns) => new(this, shares.GetOrAdd(ns, static _ => new()));

    /// <summary>Adds <paramref name="bytes"/> to the <paramref name="own"/> ones of a request.</summary>
    /// <exception cref="GatewayFullException">Others hold too much, and have for a while.</exception>
    internal async ValueTask TakeAsync(Share share, long own, long bytes, CancellationToken cancel)
    {
        if (TryTake(share, own, bytes, place: null))
        {
            return;
        }

        var place = Enqueue(share);
        try
        {
            for (var since = time.GetTimestamp(); !TryTake(share, own, bytes, place); await Task.Delay(Pause, time, cancel).ConfigureAwait(false))
            {
                if (time.GetElapsedTime(since) > Patience)
                {
                    throw new GatewayFullException();
                }
            }
        }
        finally
        {
            Leave(place);
        }
    }

    internal void Return(Share share, long bytes)
    {
        lock (taking)
        {
            share.Held -= bytes;
        }
    }

    private LinkedListNode<Share> Enqueue(Share share)
    {
        lock (taking)
        {
            return queue.AddLast(share);
        }
    }

    private void Leave(LinkedListNode<Share> place)
    {
        lock (taking)
        {
            queue.Remove(place);
        }
    }

    // One after another: else small ones, of which there are many, would never leave the common room that a large one waits for.
    private bool TryTake(Share share, long own, long bytes, LinkedListNode<Share>? place)
    {
        lock (taking)
        {
            var held = shares.Values.Sum(other => other.Held);
            var largest = shares.Values.Max(other => other.Held);
            var fits = (queue.First == place && (held + bytes <= most || held == own)) || (share.Held < largest && held - largest + bytes <= most / PartOfOthers);
            share.Held += fits ? bytes : 0;
            return fits;
        }
    }

    /// <summary>What the requests of one namespace have.</summary>
    internal sealed class Share
    {
        public long Held { get; set; }
    }
}
