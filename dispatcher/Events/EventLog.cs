using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Postrider.Core.Model;
using Postrider.Core.Store.Events;
using Postrider.Dispatcher.Hosting;

namespace Postrider.Dispatcher.Events;

/// <summary>
/// What happens to messages, told after the fact: gathered in memory and written in batches, never on the way of a delivery or an answer.
/// What Redis does not take in time is dropped and counted.
/// </summary>
internal sealed partial class EventLog(EventStore store, DispatcherMetrics metrics, TimeProvider time, ILogger<EventLog> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(3); // before readers would count it as too late
    private readonly EventBuffer buffer = new(time);
    private readonly SemaphoreSlim writing = new(1);

    public bool IsOn => store.IsOn;

    /// <summary>The message was accepted.</summary>
    public void Created(Message message) => Add(message, new(EventKind.Created, message.CreatedAtMs, NextMs: message.NotBeforeMs));

    /// <summary>The message's cancellation was asked for, and took effect.</summary>
    public void Canceled(Message message) => Add(message, new(EventKind.Canceled, NowMs));

    /// <summary>Adds a record about a message.</summary>
    public void Add(Message message, in EventRecord record, EventOutcome? outcome = null)
    {
        if (store.IsOn)
        {
            buffer.Add(message, record, outcome);
        }
    }

    /// <summary>Writes what has been gathered; without Redis it stays for a while. Never fails for Redis' sake.</summary>
    public async Task WriteAsync(CancellationToken cancel)
    {
        await writing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            metrics.CountDroppedEvents(buffer.TakeDropped());
            foreach (var batches in buffer.Take().GroupBy(batch => batch.Partition))
            {
                await WriteAsync(batches.Key, [.. batches]).ConfigureAwait(false);
            }
        }
        finally
        {
            writing.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await WriteAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        writing.Dispose();
        buffer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await buffer.WaitAsync(Interval, stoppingToken).ConfigureAwait(false);
            await WriteAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WriteAsync(int partition, EventBatch[] batches)
    {
        var current = Array.FindAll(batches, IsInTime);
        metrics.CountDroppedEvents(batches.Except(current).Sum(batch => batch.Records));
        switch (current.Length == 0 ? EventAppend.Written : await store.AppendAsync(partition, current).ConfigureAwait(false))
        {
            case EventAppend.Unsent:
                buffer.Return(current); // tried again while it is young
                break;
            case EventAppend.Unknown:
                metrics.CountDroppedEvents(current.Sum(batch => batch.Records));
                NotWritten(partition);
                break;
        }
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private bool IsInTime(EventBatch batch) => NowMs - batch.BegunMs < GiveUp.TotalMilliseconds;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: events may be missing in the log.")]
    private partial void NotWritten(int partition);
}
