using System.Collections.Concurrent;

namespace Postrider.TestKit.Processes;

/// <summary>
/// The thread that starts every child. A child that is to die with its parent dies with the thread that started it, and threads
/// of the pool come and go; this one lasts as long as the process.
/// </summary>
internal static class StartingThread
{
    private static readonly BlockingCollection<Action> Work = [];

    static StartingThread() => new Thread(Run) { IsBackground = true, Name = "starts children" }.Start();

    /// <summary>Runs <paramref name="start"/> there and waits for it.</summary>
    public static void Do(Action start)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                start();
                done.SetResult();
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        done.Task.GetAwaiter().GetResult();
    }

    private static void Run()
    {
        foreach (var action in Work.GetConsumingEnumerable())
        {
            action();
        }
    }
}
