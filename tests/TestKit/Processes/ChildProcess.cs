using System.Collections.Concurrent;
using System.Diagnostics;

namespace Postrider.TestKit.Processes;

/// <summary>A program that a test started: its output kept, stopped by its own id, and ended with the test run whatever happens.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<int, Process> Running = new();
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();

    static ChildProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();

    private ChildProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    /// <summary>Everything it has written so far.</summary>
    public string Output => string.Join('\n', lines);

    /// <summary>Starts a program.</summary>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        var child = new ChildProcess(new Process { StartInfo = info });
        StartingThread.Do(() => child.process.Start());
        Running[child.process.Id] = child.process;
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Sends a signal by name, for example STOP, CONT or TERM.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, $"{process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>What it holds now: open files and sockets, threads, and bytes of memory.</summary>
    public (int Files, int Threads, long Memory) Resources()
    {
        process.Refresh();
        return (Directory.GetFiles($"/proc/{process.Id}/fd").Length, process.Threads.Count, process.WorkingSet64);
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, and waits until it has.</summary>
    public async Task<int> StopAsync(TimeSpan patience)
    {
        if (!process.HasExited)
        {
            Signal("TERM");
        }

        await process.WaitForExitAsync().WaitAsync(patience);
        return process.ExitCode;
    }

    /// <summary>Waits until it ends by itself.</summary>
    public Task WaitForExitAsync(TimeSpan patience) => process.WaitForExitAsync().WaitAsync(patience);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        Running.TryRemove(process.Id, out _);
        process.Dispose();
    }

    private static void KillAll()
    {
        foreach (var child in Running.Values)
        {
            try
            {
                child.Kill(entireProcessTree: true);
            }
            catch (InvalidOperationException)
            {
                // it has ended already
            }
        }
    }

    private void Add(string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
