using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Postrider.Core.Redis;
using Postrider.Core.Store;
using Postrider.Core.Waiting;
using Postrider.Dispatcher.Events;
using Postrider.Dispatcher.Scheduling;

namespace Postrider.Dispatcher.Delivery;

/// <summary>The worker role: a pump and upkeep per partition, one keeper of leases, one listener for signals.</summary>
internal sealed class WorkerService(
    RedisConnections connections, LeaseStore store, WorkerCapacity capacity, ParallelismCap cap, Courier courier, AttemptEvents events, ScheduleRunner schedules,
    IOptions<DeliveryOptions> options, IOptions<RedisOptions> redis, AlarmClock clock, TimeProvider time, ILogger<WorkerService> logger) : IHostedService
{
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource abandoning = new();
    private readonly CancellationTokenSource ended = new();
    private IReadOnlyList<PartitionPump> pumps = [];
    private Task running = Task.CompletedTask;
    private Task keeping = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var delivery = options.Value;
        await cap.StartAsync(redis.Value.Partitions).ConfigureAwait(false);
        pumps = [.. Enumerable.Range(0, redis.Value.Partitions).Select(partition =>
            new PartitionPump(partition, store, capacity, cap, courier, events, schedules.FireAsync, delivery, clock, time, logger))];
        await new WakeListener(connections, pumps).StartAsync().ConfigureAwait(false);
        running = Task.WhenAll(pumps.Select(pump => Task.Run(() => pump.RunAsync(stopping.Token, abandoning.Token), CancellationToken.None)));
        keeping = Task.WhenAll(
            [new LeaseKeeper(pumps, store, delivery, time, logger).RunAsync(ended.Token),
             new RunningAttempts(pumps, events, time).RunAsync(ended.Token),
             .. pumps.Select(pump => new Upkeep(pump, store, cap, delivery, time, logger).RunAsync(stopping.Token))]);
    }

    /// <summary>Leases nothing more, lets attempts finish for the grace, gives up the rest without counting an attempt, and writes every outcome.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        var grace = Task.Delay(options.Value.ShutdownGrace, CancellationToken.None);
        if (await Task.WhenAny(running, grace).ConfigureAwait(false) == grace)
        {
            await abandoning.CancelAsync().ConfigureAwait(false);
        }

        await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ended.CancelAsync().ConfigureAwait(false);
        await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
