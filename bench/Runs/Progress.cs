using System.Diagnostics;

namespace Postrider.Bench.Runs;

/// <summary>Says on stderr what is going on, with the time since the start.</summary>
internal static class Progress
{
    private static readonly long Start = Stopwatch.GetTimestamp();

    public static TimeSpan Elapsed => Stopwatch.GetElapsedTime(Start);

    public static void Say(string step) => Console.Error.WriteLine($"[{Elapsed:mm\\:ss}] {step}");
}
