namespace Postrider.Dispatcher.Auth.InCluster;

/// <summary>An answer, for how long it is not asked again, and for how long it serves when nobody can be asked.</summary>
internal sealed record Timed<TAnswer>(TAnswer Answer, TimeSpan Fresh, TimeSpan Usable)
{
    /// <summary>What the answer is good for at an age. Pure.</summary>
    public Worth At(TimeSpan age) => age < Fresh ? Worth.Fresh : age < Usable ? Worth.Usable : Worth.Nothing;
}

/// <summary>What a kept answer is good for.</summary>
internal enum Worth
{
    Nothing,
    Usable,
    Fresh,
}
