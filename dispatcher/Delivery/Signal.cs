namespace Postrider.Dispatcher.Delivery;

/// <summary>Wakes one waiting loop; signals that come before it waits are one signal.</summary>
internal sealed class Signal : IDisposable
{
    private readonly SemaphoreSlim semaphore = new(0, 1);

    public void Set()
    {
        try
        {
            semaphore.Release();
        }
        catch (SemaphoreFullException)
        {
            // one is enough
        }
    }

    /// <summary>Waits for the signal, the time-out or the cancellation, whichever comes first.</summary>
    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancel) =>
        await ((Task)semaphore.WaitAsync(timeout, cancel)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public void Dispose() => semaphore.Dispose();
}
