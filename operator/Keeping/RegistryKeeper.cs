using Postrider.Core.Redis;
using Postrider.Core.Registry;
using Postrider.Operator.Figures;
using Postrider.Operator.Hosting;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;
using StackExchange.Redis;

namespace Postrider.Operator.Keeping;

/// <summary>
/// Keeps Redis in agreement with what is declared, whatever happens to Redis: looks every two seconds whether the registry is still the one
/// that it completed, and writes everything again when it is not, when the connection was lost (older data may have come back), and once a
/// minute in any case.
/// </summary>
internal sealed partial class RegistryKeeper(
    RegistryPass pass, IResourceSource source, IRegistryWriter registry, FigureBook figures, PartitionCount partitions, IConnectionMultiplexer connection, Readiness readiness,
    StopReason stopReason, TimeProvider time, ILogger<RegistryKeeper> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PassInterval = TimeSpan.FromSeconds(60);
    private readonly Lock gate = new();
    private CancellationTokenSource reconnected = new();
    private Kept? kept; // null: there is no telling what Redis holds
    private bool failing;

    /// <summary>Keeps until cancelled; the loops must be running.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        connection.ConnectionRestored += Reconnected;
        using var listening = new Subscription(() => connection.ConnectionRestored -= Reconnected);
        while (!cancel.IsCancellationRequested)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, NextReconnection());
            await LookSafelyAsync(either.Token);
            await Task.Delay(Interval, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookSafelyAsync(CancellationToken cancel)
    {
        try
        {
            await LookAsync(cancel);
            failing = false;
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            // The connection is back, and another look follows at once; or the program ends.
        }
        catch (Exception exception)
        {
            LookFailed(failing ? LogLevel.Debug : LogLevel.Warning, RedisTrouble.Sentence(exception));
            failing = true;
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        var marker = await registry.ReadMarkerAsync(cancel);
        if (!await IsDueAsync(marker, cancel))
        {
            return;
        }

        if (kept is null || marker != kept.Marker)
        {
            figures.LookAtAll(); // what Redis lost, or has older now, it tells nothing about
        }

        kept = null;
        if (marker is null)
        {
            WritesEverything();
            if (await partitions.CheckAsync() is { } problem)
            {
                stopReason.Stop(problem); // another Redis took the place of the one that we began with
                return;
            }
        }

        var result = await pass.RunAsync(cancel);
        kept = result.Held ? new Kept(result.Marker ?? marker, result.Marker is null, result.Sound, time.GetTimestamp()) : null;
        if (result is { Held: true, Marker: not null })
        {
            readiness.MarkReady();
        }
    }

    // The marker of a registry that another operator completed anew is another one: what is ours in it was lost as well.
    private async Task<bool> IsDueAsync(string? marker, CancellationToken cancel) =>
        kept is null
        || marker != kept.Marker
        || time.GetElapsedTime(kept.At) >= PassInterval
        || (!kept.WasSound && source.IsSound)
        || (kept.IsPartial && (source.IsSynced || (marker is null && !await pass.HoldsEverythingAsync(cancel))));

    private CancellationToken NextReconnection()
    {
        lock (gate)
        {
            if (reconnected.IsCancellationRequested)
            {
                kept = null;
                reconnected = new CancellationTokenSource();
            }

            return reconnected.Token;
        }
    }

    // Keys that failed while Redis was away wait for their turn, up to many seconds; a new pass has them all tried at once.
    private void Reconnected(object? sender, ConnectionFailedEventArgs arguments)
    {
        lock (gate)
        {
            _ = reconnected.CancelAsync(); // not on the thread of the connection
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The registry is not complete: everything is written.")]
    private partial void WritesEverything();

    [LoggerMessage(Message = "The registry cannot be kept: {Problem}")]
    private partial void LookFailed(LogLevel level, string problem);

    /// <summary>What the last pass left behind.</summary>
    private sealed record Kept(string? Marker, bool IsPartial, bool WasSound, long At);
}
