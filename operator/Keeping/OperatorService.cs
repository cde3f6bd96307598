using Postrider.Core.Registry;
using Postrider.Operator.Controllers;
using Postrider.Operator.Hosting;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Keeping;

/// <summary>The order of things: follow the source, wait until all of it has been seen, then reconcile and keep.</summary>
internal sealed partial class OperatorService(
    IResourceSource source, IEnumerable<IControllerLoop> loops, ReferenceWatch references, RegistryKeeper keeper, PartitionCount partitions,
    StopReason stopReason, ILogger<OperatorService> logger) : BackgroundService
{
    private static readonly TimeSpan RedisInterval = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var following = source.RunAsync(stoppingToken);
            await Task.WhenAll(following, KeepAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the program ends
        }
    }

    private async Task KeepAsync(CancellationToken cancel)
    {
        if (await RedisProblemAsync(cancel) is { } problem)
        {
            stopReason.Stop(problem);
            return;
        }

        await Task.WhenAll(loops.Select(loop => loop.Synced)).WaitAsync(cancel);
        references.Start();
        var running = loops.Select(loop => loop.RunAsync(cancel)).ToList(); // listening begins here, before the first pass reads the names
        await Task.WhenAll([.. running, keeper.RunAsync(cancel)]);
    }

    private async Task<string?> RedisProblemAsync(CancellationToken cancel)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await partitions.CheckAsync();
            }
            catch (Exception exception) when (RedisTrouble.Is(exception))
            {
                WaitsForRedis(tries % 20 == 0 ? LogLevel.Warning : LogLevel.Debug, RedisTrouble.Sentence(exception));
                await Task.Delay(RedisInterval, cancel);
            }
        }
    }

    [LoggerMessage(Message = "Waiting for Redis: {Reason}")]
    private partial void WaitsForRedis(LogLevel level, string reason);
}
