namespace Postrider.Bench.Parts;

/// <summary>
/// Hands out the units of a plan, each named by the position of its first message: at its moment if the plan has a rate, from a thread of its
/// own, for the runtime's timers step only every 4 ms on common Linux kernels.
/// </summary>
internal sealed class Pace(PublishPlan plan) : IDisposable
{
    private readonly SemaphoreSlim moments = new(0);
    private Thread? releasing;
    private int next = -plan.Batch;

    /// <summary>Unix ms of the first moment.</summary>
    public double Start { get; private set; }

    public void Begin()
    {
        Start = Crew.Now();
        if (plan.Rate > 0)
        {
            releasing = new Thread(Run) { IsBackground = true, Name = "pace" };
            releasing.Start();
        }
    }

    /// <summary>The next unit; null when there is none.</summary>
    public async ValueTask<int?> NextAsync()
    {
        if (plan.Rate > 0)
        {
            await moments.WaitAsync();
        }

        var first = Interlocked.Add(ref next, plan.Batch);
        return first < plan.Total ? first : null;
    }

    public void Dispose()
    {
        releasing?.Join();
        moments.Dispose();
    }

    private void Run()
    {
        for (var first = 0; first < plan.Total; first += plan.Batch)
        {
            var wait = Start + (first * 1000.0 / plan.Rate) - Crew.Now();
            Thread.Sleep((int)Math.Ceiling(Math.Max(0, wait)));
            moments.Release();
        }

        moments.Release(plan.Connections); // who asks now learns that it is over
    }
}
