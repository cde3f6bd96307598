namespace Postrider.Demo.Receiving;

/// <summary>Everything that arrived so far; shows each as it comes, and lets a scene wait for its own.</summary>
internal sealed class Arrivals(Action<Arrival> show)
{
    private readonly Lock gate = new();
    private readonly List<Arrival> all = [];
    private TaskCompletionSource signal = NewSignal();

    public void Add(Arrival arrival)
    {
        lock (gate)
        {
            all.Add(arrival);
            show(arrival); // inside the lock: lines come in the order of arrival
            signal.SetResult();
            signal = NewSignal();
        }
    }

    public IReadOnlyList<Arrival> Of(string kind)
    {
        lock (gate)
        {
            return [.. all.Where(arrival => arrival.Kind == kind)];
        }
    }

    /// <summary>Waits until <paramref name="count"/> of a kind were accepted; refused attempts do not count.</summary>
    /// <returns>False when the time ran out.</returns>
    public async Task<bool> WaitAsync(string kind, int count, TimeSpan limit, CancellationToken cancel)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timer.CancelAfter(limit);
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (all.Count(arrival => arrival.Kind == kind && arrival.Answer < 300) >= count)
                {
                    return true;
                }

                next = signal.Task;
            }

            try
            {
                await next.WaitAsync(timer.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return false;
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
