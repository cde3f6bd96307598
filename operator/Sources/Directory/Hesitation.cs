namespace Postrider.Operator.Sources.Directory;

/// <summary>Waits a moment before it believes that something turned empty: folders are emptied and filled again, files cut and rewritten.</summary>
internal sealed class Hesitation(TimeSpan span)
{
    private readonly Dictionary<string, TimeSpan> since = new(StringComparer.Ordinal);

    /// <summary>Whether <paramref name="what"/> has been empty for long enough, at the time <paramref name="now"/> since any fixed moment.</summary>
    public bool IsOver(string what, TimeSpan now)
    {
        since.TryAdd(what, now);
        return now - since[what] >= span;
    }

    /// <summary>It is not empty, or not there any more.</summary>
    public void Forget(string what) => since.Remove(what);
}
