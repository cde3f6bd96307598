using System.Text.RegularExpressions;

namespace Postrider.Demo.Processes;

/// <summary>Everything that a program writes goes to a file; what it calls a warning or an error is also shown.</summary>
internal sealed partial class LogFile(string path, Action<string>? show) : IDisposable
{
    private static readonly string[] ProblemPrefixes = ["warn:", "fail:", "crit:", "Unhandled exception"];

    private readonly Lock gate = new();
    private readonly StreamWriter writer = new(path) { AutoFlush = true };
    private readonly Queue<string> tail = new();
    private Action<string>? showProblem = show;
    private bool closed;

    public void Add(string? line)
    {
        if (line is null)
        {
            return; // the end of the stream
        }

        lock (gate)
        {
            if (closed)
            {
                return;
            }

            writer.WriteLine(line);
            tail.Enqueue(line);
            if (tail.Count > 100)
            {
                tail.Dequeue();
            }
        }

        if (ProblemPrefixes.Any(prefix => line.StartsWith(prefix, StringComparison.Ordinal)))
        {
            showProblem?.Invoke(Category().Replace(line, ": "));
        }
    }

    /// <summary>From here on nothing is shown: what a program says while it is being stopped interests nobody.</summary>
    public void Quiet() => showProblem = null;

    public IReadOnlyList<string> Tail(int lines)
    {
        lock (gate)
        {
            return [.. tail.TakeLast(lines)];
        }
    }

    // Which class tells it, under which number, is for the file.
    [GeneratedRegex(@"(?<=^[a-z]{4}): [\w.]+\[\d+\] ")]
    private static partial Regex Category();

    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            writer.Dispose();
        }
    }
}
