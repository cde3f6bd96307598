using System.ComponentModel;
using System.Diagnostics;

namespace Postrider.Demo.Processes;

/// <summary>A program that the demo started: its log in a file, its end noticed, stopped by its own id only.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int TailLength = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5); // between asking and killing

    private readonly Process process;
    private readonly LogFile log;

    private ChildProcess(string name, Process process, LogFile log) => (Name, this.process, this.log) = (name, process, log);

    public string Name { get; }

    /// <summary>Starts a program in a session of its own, so that Ctrl-C reaches only the demo, which then stops all in order.</summary>
    public static ChildProcess Start(string name, string program, IEnumerable<string> arguments, string workingFolder, LogFile log)
    {
        var setsid = Executables.Find("setsid"); // absent outside Linux: then everyone gets the Ctrl-C at once
        var info = new ProcessStartInfo(setsid ?? program, setsid is null ? arguments : [program, .. arguments])
        {
            WorkingDirectory = workingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["DOTNET_ENVIRONMENT"] = "Development";
        info.Environment["Logging__Console__FormatterName"] = "simple";
        info.Environment["Logging__Console__FormatterOptions__SingleLine"] = "true"; // one event a line, so that a problem can be shown as one
        info.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        info.Environment.Remove("ASPNETCORE_URLS");
        var process = new Process { StartInfo = info };
        process.OutputDataReceived += (_, line) => log.Add(line.Data);
        process.ErrorDataReceived += (_, line) => log.Add(line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new DemoFailure($"The {name} could not be started: {exception.Message}.");
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ChildProcess(name, process, log);
    }

    /// <summary>Completes only with a failure: when the program ends although nobody asked it to.</summary>
    public async Task<Never> WatchAsync(CancellationToken cancel)
    {
        await process.WaitForExitAsync(cancel);
        await Task.Delay(TimeSpan.FromMilliseconds(300), cancel); // a signal that ended it may be on its way to us as well
        throw new DemoFailure($"The {Name} ended by itself, with code {process.ExitCode}.", Tail());
    }

    /// <summary>The last lines that it wrote.</summary>
    public IReadOnlyList<string> Tail() => log.Tail(TailLength);

    /// <summary>Asks the program to end; kills it when it has not within five seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        log.Quiet();
        if (!process.HasExited)
        {
            Signals.Terminate(process.Id);
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }

        process.Dispose();
        log.Dispose();
    }
}
