using Postrider.Bench.Machine;

namespace Postrider.Bench.Systems;

/// <summary>One of the systems compared: how to publish through it, and how to let it deliver.</summary>
internal abstract class MessageSystem(Bed bed) : IAsyncDisposable
{
    private const int FarAwayMs = 6 * 60 * 60 * 1000;
    private const int FillerBytes = 256; // a million of the measured size would only take memory and time

    protected Bed Bed { get; } = bed;

    protected Stage Stage { get; } = new();

    /// <summary>Its processes that run now, the publishing one excepted.</summary>
    public IReadOnlyCollection<ChildProcess> Processes => Stage.Processes;

    /// <summary>Whether the publishing process is part of the system (a library) and not just a client of it.</summary>
    public abstract bool PublishesByLibrary { get; }

    /// <summary>Starts what has to run before anything can be published.</summary>
    public virtual Task StartGatewayAsync() => Task.CompletedTask;

    public abstract Task StartWorkerAsync();

    public abstract ChildProcess StartPublisher(PublishPlan plan);

    /// <summary>Stores that many messages which are not due before the run is over.</summary>
    public virtual async Task FillAsync(int count)
    {
        await using var publisher = StartPublisher(new PublishPlan
        {
            Destination = Bed.Destination,
            Count = count,
            Batch = 100,
            Connections = 16,
            BodyBytes = FillerBytes,
            DelayMs = FarAwayMs,
        });
        await publisher.ReadLineAsync(Bed.Cancel); // "warm"
        await publisher.ReadLineAsync(Bed.Cancel); // all published
    }

    public ValueTask DisposeAsync() => Stage.DisposeAsync();
}
