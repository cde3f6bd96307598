using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Postrider.Dispatcher.Hosting;

/// <summary>
/// Lets the gateway serve for a while after it was asked to stop: a pod is asked at the same moment in which it is taken out of its Service, and
/// every node hears of that only later.
/// </summary>
internal sealed class StopDelay(IOptions<GatewayOptions> options) : IHostedLifecycleService
{
    /// <summary>Comes before anything is stopped.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) =>
        options.Value.StopDelay > TimeSpan.Zero ? Task.Delay(options.Value.StopDelay, cancellationToken) : Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
