namespace Postrider.Dispatcher.Hosting;

/// <summary>
/// Bytes of request heads that this program holds at once. They come in before it is known who sends them, so whoever can reach the port could end the
/// program by them. Beyond the budget a connection is ended whose head is longer than heads usually are; others never notice.
/// </summary>
/// <param name="most">Bytes.</param>
internal sealed class HeadBudget(long most)
{
    /// <summary>Bytes that every head may have.</summary>
    public const int Usual = 8 * 1024;

    private const int PartOfMemory = 32; // a head takes twice its bytes, and more when its lines are short
    private long held;

    /// <summary>That of this process.</summary>
    public static HeadBudget OfMemory() => new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / PartOfMemory);

    /// <summary>Notes that a head has grown from <paramref name="before"/> bytes to <paramref name="after"/>; false when it must not.</summary>
    public bool Grow(long before, long after) => Interlocked.Add(ref held, after - before) <= most || after <= Usual;

    /// <summary>Gives back what a head had.</summary>
    public void Return(long bytes) => Interlocked.Add(ref held, -bytes);
}
