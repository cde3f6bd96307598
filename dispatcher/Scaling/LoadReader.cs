using Postrider.Core.Store;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Scaling;

/// <summary>The load of all workers, read at most once per half second however many ask.</summary>
internal sealed class LoadReader(LoadStore store, TimeProvider time)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(500);
    private readonly SemaphoreSlim turn = new(1, 1);
    private long readAt;

    /// <summary>What was read last; null when Redis did not answer then, or nobody has asked.</summary>
    public Load? Last { get; private set; }

    /// <exception cref="RedisException">Redis cannot be reached.</exception>
    public async Task<Load> ReadAsync()
    {
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (Last is null || time.GetElapsedTime(readAt) > MaxAge)
            {
                Last = null;
                Last = await store.ReadAsync().ConfigureAwait(false);
                readAt = time.GetTimestamp();
            }

            return Last.Value;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The same for those who can do without.</summary>
    public async Task TryReadAsync()
    {
        try
        {
            await ReadAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // Last says so
        }
    }
}
