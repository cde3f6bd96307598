using Postrider.Core.Fencing;

namespace Postrider.Operator.Leading;

/// <summary>Whether this operator is the one that works.</summary>
internal interface ILeadership
{
    /// <summary>Whether another operator leads, so that there is nothing to do.</summary>
    bool StandsBy { get; }

    /// <summary>Does the work whenever and as long as this operator leads: its token is cancelled when that is over. Until <paramref name="stop"/>, or the work ends by itself.</summary>
    Task RunAsync(Func<CancellationToken, Task> work, CancellationToken stop);

    /// <summary>To be called before each write to anything but Redis, which knows by itself.</summary>
    /// <exception cref="FencedException">The leadership is over.</exception>
    void ThrowIfOver();
}
