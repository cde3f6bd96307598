namespace Postrider.Operator.Controllers;

/// <summary>Counts the times at which it became doubtful that Redis still holds what was written to it.</summary>
internal sealed class RegistryEpoch
{
    private int current;

    public int Current => Volatile.Read(ref current);

    /// <summary>From now on, every definition is written again when its resource is next looked at.</summary>
    public void Advance() => Interlocked.Increment(ref current);
}
