using Postrider.Core.Redis;
using Postrider.Core.Registry;
using Postrider.Operator.Hosting;
using Postrider.Operator.Keys;
using Postrider.Operator.Leading;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;
using StackExchange.Redis;

namespace Postrider.Operator.Keeping;

/// <summary>
/// The order of things: follow the source, wait until all of it has been seen, then work whenever this operator leads. The source is followed
/// in between too, so that who takes over has seen everything. A kind or namespace that cannot be seen holds up the others for a moment only;
/// the keeper knows what to leave undone.
/// </summary>
internal sealed partial class OperatorService(
    IResourceSource source, IKeys keys, ILeadership leadership, IServiceScopeFactory scopes, PartitionCount partitions, StopReason stopReason, ILogger<OperatorService> logger)
    : BackgroundService
{
    private static readonly TimeSpan RedisInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SourcePatience = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Task[] both = [source.RunAsync(stoppingToken), KeepAsync(stoppingToken)];
        try
        {
            await await Task.WhenAny(both); // one that fails must not wait for the other
            await Task.WhenAll(both);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the program ends
        }
        catch (Exception exception)
        {
            Failed(exception);
            stopReason.Stop($"The operator cannot go on: {exception.Message}");
        }

        await Task.WhenAll(both).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // the Lease is given back before the program ends
    }

    private async Task KeepAsync(CancellationToken cancel)
    {
        await keys.EnsureAsync(cancel);
        if (await PartitionProblemAsync(partitions.LookAsync, cancel) is { } problem)
        {
            stopReason.Stop(problem);
            return;
        }

        await WaitForSourceAsync(cancel);
        await leadership.RunAsync(WorkAsync, cancel);
    }

    // Each leadership begins with nothing: what was live may have been another's since.
    private async Task WorkAsync(CancellationToken cancel)
    {
        if (await PartitionProblemAsync(partitions.CheckAsync, cancel) is { } problem)
        {
            stopReason.Stop(problem);
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Work>().RunAsync(cancel);
    }

    // What refers to others is told of first impressions otherwise, and statuses would flicker at each start.
    private async Task WaitForSourceAsync(CancellationToken cancel)
    {
        (string Kinds, Task Synced)[] kinds = [("Endpoints", source.Endpoints.Synced), ("Topics", source.Topics.Synced), ("Schedules", source.Schedules.Synced)];
        var all = Task.WhenAll(kinds.Select(kind => kind.Synced));
        await Task.WhenAny(all, Task.Delay(SourcePatience, cancel));
        cancel.ThrowIfCancellationRequested();
        if (!all.IsCompleted)
        {
            GoesOnWithout(string.Join(", ", kinds.Where(kind => !kind.Synced.IsCompleted).Select(kind => kind.Kinds)));
        }
    }

    private async Task<string?> PartitionProblemAsync(Func<Task<string?>> ask, CancellationToken cancel)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await ask();
            }
            catch (RedisCommandException exception)
            {
                return RedisTrouble.CannotServe(exception);
            }
            catch (Exception exception) when (RedisTrouble.Is(exception))
            {
                WaitsForRedis(tries % 20 == 0 ? LogLevel.Warning : LogLevel.Debug, RedisTrouble.Sentence(exception));
                await Task.Delay(RedisInterval, cancel);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What nobody foresaw ends the program.")]
    private partial void Failed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not all {Kinds} can be listed. Going on with what there is; until they are, nothing is removed and the registry does not count as complete.")]
    private partial void GoesOnWithout(string kinds);

    [LoggerMessage(Message = "Waiting for Redis: {Reason}")]
    private partial void WaitsForRedis(LogLevel level, string reason);
}
