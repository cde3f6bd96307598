using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Postrider.Core.Decisions;
using Postrider.Core.Model;

namespace Postrider.Dispatcher.Protocol;

/// <summary>Limits of a flow-control key as text: <c>parallelism=3, rate=5, period=1m</c>.</summary>
internal static class FlowControlValue
{
    private const long MaxPeriodMs = 7L * 86_400_000;
    public const int MostCount = 1_000_000;
    private const string Rate = "rate";
    private const string OldRate = "ratePerSecond";

    /// <summary>Reads it; at least parallelism or rate must be there. <c>ratePerSecond</c> is the older spelling of a rate per 1 s.</summary>
    public static bool TryParse(string text, out FlowLimits limits, [NotNullWhen(false)] out string? error)
    {
        limits = FlowLimits.None;
        var seen = new HashSet<string>(3, StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            var read = pair.Length == 2 ? Apply(limits, pair[0], pair[1]) : null;
            if (read is null)
            {
                error = $"'{part}' is none of parallelism=<n>, rate=<n>, period=<duration up to 7d>, with n a whole number from 1 to {MostCount}";
                return false;
            }

            if (!seen.Add(pair[0].Equals(OldRate, StringComparison.OrdinalIgnoreCase) ? Rate : pair[0]))
            {
                error = $"'{pair[0]}' is given more than once";
                return false;
            }

            limits = read.Value;
        }

        error = limits is { Parallelism: 0, Rate: 0 } ? "needs at least one of parallelism and rate" : null;
        return error is null;
    }

    /// <summary>As deliveries carry it: no blanks, the period in whole seconds.</summary>
    public static string Format(FlowLimits limits)
    {
        var parts = new List<string>(3);
        if (limits.Parallelism > 0)
        {
            parts.Add($"parallelism={limits.Parallelism}");
        }

        if (limits.Rate > 0)
        {
            parts.Add($"rate={limits.Rate}");
        }

        parts.Add($"period={Seconds(limits)}");
        return string.Join(',', parts);
    }

    /// <summary>The period in whole seconds, as the protocol shows it; a shorter one shows as 1.</summary>
    public static long Seconds(FlowLimits limits) => Math.Max(1, limits.PeriodMs / 1000);

    /// <summary>A number of deliveries; null when it is none.</summary>
    public static int? Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= MostCount ? count : null;

    /// <summary>A period in ms; null when it is none.</summary>
    public static long? Period(string text) => ProtocolDuration.ParseMicros(text) is { } micros && micros / 1000 is > 0 and <= MaxPeriodMs ? micros / 1000 : null;

    private static FlowLimits? Apply(FlowLimits limits, string key, string value) => key.ToUpperInvariant() switch
    {
        "PARALLELISM" => Count(value) is { } count ? limits with { Parallelism = count } : null,
        "RATE" => Count(value) is { } count ? limits with { Rate = count } : null,
        "RATEPERSECOND" => Count(value) is { } count ? limits with { Rate = count, PeriodMs = 1000 } : null,
        "PERIOD" => Period(value) is { } period ? limits with { PeriodMs = period } : null,
        _ => null,
    };
}
