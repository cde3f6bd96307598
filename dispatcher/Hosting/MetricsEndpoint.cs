using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Postrider.Dispatcher.Scaling;

namespace Postrider.Dispatcher.Hosting;

/// <summary><c>GET /metrics</c>: the instruments of this program in the Prometheus format.</summary>
internal static class MetricsEndpoint
{
    private const string Path = "/metrics";

    public static void AddMetricsEndpoint(this IServiceCollection services, DispatcherRoles roles)
    {
        services.AddSingleton(provider => new DispatcherMetrics(provider.GetRequiredService<IMeterFactory>(), roles));
        services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(DispatcherMetrics.Meter).AddPrometheusExporter(exporter => (exporter.ScopeInfoEnabled, exporter.TargetInfoEnabled) = (false, false)));
        if (roles.Gateway)
        {
            services.AddSingleton<LoadReader>();
            services.AddSingleton<LoadMetrics>();
        }
    }

    // A gauge is asked for its value while it is written, and cannot wait for Redis then.
    public static void MapMetrics(this WebApplication application)
    {
        application.Services.GetRequiredService<MeterProvider>(); // what is counted before somebody listens is lost
        application.Services.GetRequiredService<DispatcherMetrics>(); // its counters are there from the start
        if (application.Services.GetService<LoadMetrics>() is not null)
        {
            var reader = application.Services.GetRequiredService<LoadReader>();
            application.UseWhen(context => context.Request.Path == Path, branch => branch.Use(async (context, next) =>
            {
                await reader.TryReadAsync().ConfigureAwait(false);
                await next(context).ConfigureAwait(false);
            }));
        }

        application.UseOpenTelemetryPrometheusScrapingEndpoint(Path);
    }
}
