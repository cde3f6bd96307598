using Postrider.Core.Registry;
using Postrider.Operator.Hosting;
using Postrider.Operator.Runtime;
using StackExchange.Redis;

namespace Postrider.Operator.Keeping;

/// <summary>
/// Keeps Redis in agreement with what is declared, whatever happens to Redis: looks every two seconds whether the registry is still
/// complete, and writes everything again when it is not, when the connection was lost, and once a minute in case older data came back.
/// </summary>
internal sealed partial class RegistryKeeper(
    RegistryPass pass, IRegistryWriter registry, PartitionCount partitions, IConnectionMultiplexer connection, Readiness readiness, StopReason stopReason,
    TimeProvider time, ILogger<RegistryKeeper> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PassInterval = TimeSpan.FromSeconds(60);
    private readonly Lock gate = new();
    private CancellationTokenSource interruption = new();
    private DateTimeOffset passedAt = DateTimeOffset.MinValue;
    private bool failing;

    /// <summary>Keeps until cancelled; the loops must be running.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        connection.ConnectionRestored += (_, _) => Interrupt();
        while (!cancel.IsCancellationRequested)
        {
            await LookSafelyAsync(cancel);
            await Task.Delay(Interval, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookSafelyAsync(CancellationToken cancel)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, Interruption());
        try
        {
            await LookAsync(both.Token);
            failing = false;
        }
        catch (Exception) when (both.IsCancellationRequested)
        {
            passedAt = DateTimeOffset.MinValue; // what the pass had written may be lost: another one, soon
        }
        catch (Exception exception)
        {
            LookFailed(failing ? LogLevel.Debug : LogLevel.Warning, RedisTrouble.Sentence(exception));
            failing = true;
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        var complete = await registry.IsCompleteAsync(cancel);
        if (complete && time.GetUtcNow() - passedAt < PassInterval)
        {
            return;
        }

        if (!complete)
        {
            passedAt = DateTimeOffset.MinValue;
            WritesEverything();
            if (await partitions.CheckAsync() is { } problem)
            {
                stopReason.Stop(problem); // another Redis took the place of the one that we began with
                return;
            }
        }

        if (await pass.RunAsync(cancel))
        {
            passedAt = time.GetUtcNow();
            readiness.MarkReady();
        }
    }

    private CancellationToken Interruption()
    {
        lock (gate)
        {
            if (interruption.IsCancellationRequested)
            {
                interruption.Dispose();
                interruption = new CancellationTokenSource();
            }

            return interruption.Token;
        }
    }

    // Keys that failed while Redis was away wait for their turn, up to many seconds; a new pass has them all tried at once.
    private void Interrupt()
    {
        lock (gate)
        {
            interruption.Cancel();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The registry is not complete: everything is written.")]
    private partial void WritesEverything();

    [LoggerMessage(Message = "The registry cannot be kept: {Problem}")]
    private partial void LookFailed(LogLevel level, string problem);
}
