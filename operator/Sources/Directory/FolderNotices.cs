namespace Postrider.Operator.Sources.Directory;

/// <summary>Wakes when the operating system tells of a change in a folder. It may miss some, so waiting has a limit.</summary>
internal sealed class FolderNotices(string folder) : IDisposable
{
    private readonly SemaphoreSlim changed = new(0, 1);
    private FileSystemWatcher? watcher;

    /// <summary>Waits for a notice, at most for <paramref name="limit"/>.</summary>
    public async Task WaitAsync(TimeSpan limit, CancellationToken cancel)
    {
        Watch();
        await changed.WaitAsync(limit, cancel);
    }

    public void Dispose()
    {
        watcher?.Dispose();
        changed.Dispose();
    }

    private void Watch()
    {
        if (watcher is not null || !System.IO.Directory.Exists(folder))
        {
            return;
        }

        try
        {
            watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
            watcher.Changed += (_, _) => Signal();
            watcher.Created += (_, _) => Signal();
            watcher.Deleted += (_, _) => Signal();
            watcher.Renamed += (_, _) => Signal();
            watcher.Error += (_, _) => Signal();
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException)
        {
            watcher?.Dispose(); // no watches left, or the folder just went: the limit of the waiting is enough
            watcher = null;
        }
    }

    private void Signal()
    {
        try
        {
            changed.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // one signal is enough, and none is needed at the end
        }
    }
}
