using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using OpenTelemetry.Metrics;
using Postrider.Operator.Keeping;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Hosting;

/// <summary><c>GET /metrics</c>: the instruments of this program in the Prometheus format.</summary>
internal static class MetricsEndpoint
{
    private const string Path = "/metrics";

    public static void AddMetricsEndpoint(this IServiceCollection services)
    {
        services.AddSingleton(provider => new OperatorMetrics(
            provider.GetRequiredService<IMeterFactory>().Create(OperatorMetrics.MeterName), provider.GetRequiredService<TimeProvider>()));
        services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(OperatorMetrics.MeterName).AddPrometheusExporter(exporter => (exporter.ScopeInfoEnabled, exporter.TargetInfoEnabled) = (false, false)));
    }

    public static void MapMetrics(this WebApplication application)
    {
        application.Services.GetRequiredService<MeterProvider>(); // what is counted before somebody listens is lost
        var present = application.Services.GetRequiredService<PresentLoops>();
        application.Services.GetRequiredService<OperatorMetrics>().Observe(() => present.All);
        application.UseOpenTelemetryPrometheusScrapingEndpoint(Path);
    }
}
