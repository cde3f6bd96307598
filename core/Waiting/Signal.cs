namespace Postrider.Core.Waiting;

/// <summary>Wakes one waiting loop; signals that come before it waits are one signal.</summary>
public sealed class Signal : IDisposable
{
    private readonly SemaphoreSlim semaphore = new(0);
    private int pending;

    public void Set()
    {
        if (Interlocked.Exchange(ref pending, 1) == 0)
        {
            semaphore.Release();
        }
    }

    /// <summary>Waits for the signal, the time-out or the cancellation, whichever comes first; the caller then looks at everything.</summary>
    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancel)
    {
        await ((Task)semaphore.WaitAsync(timeout, cancel)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Exchange(ref pending, 0);
    }

    public void Dispose() => semaphore.Dispose();
}
