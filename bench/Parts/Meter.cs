using System.Diagnostics;
using System.Globalization;

namespace Postrider.Bench.Parts;

/// <summary>Times what comes after the warm-up, and tells the process that started this one.</summary>
internal sealed class Meter(PublishPlan plan)
{
    private readonly Lock gate = new();
    private int done;
    private int doneWhenWarm = -1;
    private long start;
    private long end;

    public void Done(int messages)
    {
        lock (gate)
        {
            done += messages;
            end = Stopwatch.GetTimestamp();
            if (doneWhenWarm < 0 && done >= plan.Warm)
            {
                doneWhenWarm = done;
                start = end;
                Console.WriteLine("warm");
            }
        }
    }

    /// <summary>Prints messages and seconds, then stays until the other side has read this process's CPU time.</summary>
    public async Task ReportAsync()
    {
        var seconds = Stopwatch.GetElapsedTime(start, end).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done - doneWhenWarm} {seconds:F6}"));
        await Console.In.ReadToEndAsync();
    }
}
