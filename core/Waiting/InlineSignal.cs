using System.Threading.Tasks.Sources;

namespace Postrider.Core.Waiting;

/// <summary>
/// Wakes one waiting loop on the thread that sets it: handing it to another costs more than what a loop does until it waits again.
/// Signals that come before it waits are one signal.
/// </summary>
internal sealed class InlineSignal : IValueTaskSource
{
    private const int Idle = 0;
    private const int Pending = 1; // set, and nobody waited
    private const int Waiting = 2;
    private ManualResetValueTaskSourceCore<bool> source;
    private int state;

    public void Set()
    {
        if (Interlocked.CompareExchange(ref state, Idle, Waiting) == Waiting)
        {
            source.SetResult(true);
        }
        else if (Interlocked.CompareExchange(ref state, Pending, Idle) == Waiting)
        {
            Set(); // it began to wait in between
        }
    }

    /// <summary>Waits for the signal; one at a time.</summary>
    public ValueTask WaitAsync()
    {
        source.Reset();
        if (Interlocked.CompareExchange(ref state, Waiting, Idle) == Idle)
        {
            return new(this, source.Version);
        }

        Interlocked.Exchange(ref state, Idle); // a full fence: the caller looks at everything next
        return ValueTask.CompletedTask;
    }

    void IValueTaskSource.GetResult(short token) => source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, flags);
}
