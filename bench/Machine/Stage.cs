namespace Postrider.Bench.Machine;

/// <summary>The processes of one part of a run, ended in reverse order when it is over, however it ends.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly Stack<ChildProcess> processes = new();

    public IReadOnlyCollection<ChildProcess> Processes => processes;

    public ChildProcess Add(ChildProcess process)
    {
        processes.Push(process);
        return process;
    }

    public async ValueTask DisposeAsync()
    {
        while (processes.TryPop(out var process))
        {
            await process.DisposeAsync();
        }
    }
}
