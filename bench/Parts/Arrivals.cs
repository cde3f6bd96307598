using System.Collections.Concurrent;
using System.Diagnostics;

namespace Postrider.Bench.Parts;

/// <summary>When each request reached the receiver, and how late the delayed ones were.</summary>
internal sealed class Arrivals
{
    private const int Capacity = 2_000_000;

    private readonly long[] stamps = new long[Capacity];
    private readonly ConcurrentQueue<(double Due, double Lateness)> late = new();
    private int count;

    public int Count => Volatile.Read(ref count);

    public void Add()
    {
        var stamp = Stopwatch.GetTimestamp();
        stamps[Interlocked.Increment(ref count) - 1] = stamp;
    }

    public void AddDue(double due)
    {
        var now = (DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds;
        late.Enqueue((due, now - due));
        Add();
    }

    /// <summary>Seconds from one arrival to another, counted from 1 in order of arrival.</summary>
    public double SecondsBetween(int first, int last) =>
        Stopwatch.GetElapsedTime(stamps[Math.Max(first, 1) - 1], stamps[last - 1]).TotalSeconds;

    public double[][] Lateness() => [.. late.Select(pair => new[] { pair.Due, pair.Lateness })];

    public void Reset()
    {
        late.Clear();
        Volatile.Write(ref count, 0);
    }
}
