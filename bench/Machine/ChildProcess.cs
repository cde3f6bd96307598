using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Postrider.Bench.Machine;

/// <summary>A process that the bench started: its output, its CPU time, and its end.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process process;
    private readonly string name;
    private readonly Channel<string> output = Channel.CreateBounded<string>(
        new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly List<string> errors = [];

    private ChildProcess(string name, ProcessStartInfo start)
    {
        this.name = name;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Received(line.Data);
        process.ErrorDataReceived += (_, line) => Failed(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool HasExited => process.HasExited;

    /// <summary>User and system time of all its threads so far, as /proc/&lt;pid&gt;/stat has it.</summary>
    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.HasExited ? throw Ended() : process.TotalProcessorTime;
        }
    }

    public static ChildProcess Start(
        string name, string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[variable] = value;
        }

        return new ChildProcess(name, start);
    }

    /// <summary>The next line of its output; fails with what it wrote to stderr when it ends instead.</summary>
    public async Task<string> ReadLineAsync(CancellationToken cancel)
    {
        try
        {
            return await output.Reader.ReadAsync(cancel);
        }
        catch (ChannelClosedException)
        {
            throw Ended();
        }
    }

    /// <summary>Closes its input, asks it to end, and after a while makes it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.StandardInput.Close();
            _ = Kill(process.Id, Terminate);
            using var timeout = new CancellationTokenSource(Patience);
            try
            {
                await process.WaitForExitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
        }

        process.Dispose();
    }

    public BenchException Ended()
    {
        lock (errors)
        {
            return new BenchException($"{name} ended by itself:\n{string.Join('\n', errors)}");
        }
    }

    private void Received(string? line)
    {
        if (line is null)
        {
            output.Writer.TryComplete();
        }
        else
        {
            output.Writer.TryWrite(line);
        }
    }

    private void Failed(string? line)
    {
        lock (errors)
        {
            if (line is not null && errors.Count < 20) // what failed comes first, the stack after it
            {
                errors.Add(line);
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
