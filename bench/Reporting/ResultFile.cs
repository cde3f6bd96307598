using System.Text.Json;
using Postrider.Bench.Measures;
using Postrider.Bench.Runs;

namespace Postrider.Bench.Reporting;

/// <summary>Writes the results for programs to read.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    public static async Task WriteAsync(Results results, string path, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, ToJson(results) + "\n", cancel);
    }

    public static string ToJson(Results results) => JsonSerializer.Serialize(
        new
        {
            deliveriesPerSecond = BySystem(results, row => Round(row.Delivery.PerSecond, 0)),
            cpuMicrosPerMessage = BySystem(results, row => Round(row.SystemCpu, 1)),
            publishesPerSecond = BySystem(results, row => Round(row.Publish.PerSecond, 0)),
            latenessMs = BySystem(results, row => Lateness(row.Lateness)),
            redisBytesPerWaitingMessage = Round(results.BytesPerWaitingMessage, 0),
            deliveriesRatioAtMillionWaiting = Round(results.RatioAtMany, 3),
            idleRedisCommandsPerSecond = Round(results.IdleRedisCommandsPerSecond, 2),
            latenessMsBesideHangingDestination = results.Hang is { } hang ? new { without = Lateness(hang.Without), beside = Lateness(hang.Beside) } : null,
        },
        Format);

    private static object Lateness(LatenessFigures late) => new { p50 = Round(late.P50, 1), p99 = Round(late.P99, 1) };

    private static Dictionary<string, T> BySystem<T>(Results results, Func<Figures, T> value) =>
        results.Calm.Where(row => BenchOptions.Keys.Contains(row.Mode.Key)).ToDictionary(row => row.Mode.Key, value);

    private static double? Round(double? value, int digits) => value is { } number ? Math.Round(number, digits) : null;
}
