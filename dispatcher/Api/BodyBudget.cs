using Microsoft.Extensions.Options;
using Postrider.Dispatcher.Hosting;

namespace Postrider.Dispatcher.Api;

/// <summary>
/// Bytes of request bodies that this gateway takes in at once, so that requests each of which is allowed do not end it together. What one
/// has alone may be more; whoever else asks waits for a moment, and is then told to come again.
/// </summary>
internal sealed class BodyBudget(IOptions<GatewayOptions> options, TimeProvider time)
{
    private const int PartOfMemory = 8; // a body is held up to four times: as it came, as a message, as a record, on its way to Redis
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly long most = options.Value.MaxBodyBytes > 0 ? options.Value.MaxBodyBytes : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / PartOfMemory;
    private readonly SemaphoreSlim turn = new(1);
    private int waiting;
    private long held;

    /// <summary>The room of one request, which has nothing yet.</summary>
    public BodyRoom Open() => new(this);

    /// <summary>Adds <paramref name="bytes"/> to the <paramref name="own"/> ones of a request.</summary>
    /// <exception cref="GatewayFullException">Others hold too much, and have for a while.</exception>
    internal async ValueTask TakeAsync(long own, long bytes, CancellationToken cancel)
    {
        if (Volatile.Read(ref waiting) > 0 || !TryTake(own, bytes))
        {
            Interlocked.Increment(ref waiting);
            try
            {
                await WaitAsync(own, bytes, cancel).ConfigureAwait(false);
            }
            finally
            {
                Interlocked.Decrement(ref waiting);
            }
        }
    }

    // One after another: else small ones, of which there are many, would never leave the room that a large one waits for.
    private async Task WaitAsync(long own, long bytes, CancellationToken cancel)
    {
        var since = time.GetTimestamp();
        if (!await turn.WaitAsync(Patience, cancel).ConfigureAwait(false))
        {
            throw new GatewayFullException();
        }

        try
        {
            for (; !TryTake(own, bytes); await Task.Delay(Pause, time, cancel).ConfigureAwait(false))
            {
                if (time.GetElapsedTime(since) > Patience)
                {
                    throw new GatewayFullException();
                }
            }
        }
        finally
        {
            turn.Release();
        }
    }

    internal void Return(long bytes) => Interlocked.Add(ref held, -bytes);

    private bool TryTake(long own, long bytes)
    {
        var after = Interlocked.Add(ref held, bytes);
        if (after <= most || after == own + bytes)
        {
            return true;
        }

        Return(bytes);
        return false;
    }
}
