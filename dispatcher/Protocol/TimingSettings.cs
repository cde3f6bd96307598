using System.Globalization;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Protocol;

/// <summary>When a message goes out, and how long one attempt may take.</summary>
internal static class TimingSettings
{
    private const long LastSecond = 253_402_300_799; // of the year 9999

    /// <summary>The delay in µs; 0 = none.</summary>
    public static long Delay(GivenSettings given, LimitsOptions limits)
    {
        var delay = given.Duration(HeaderNames.Delay) ?? 0;
        Check(HeaderNames.Delay, delay, given, limits);
        return delay;
    }

    /// <summary>Unix µs, at least 1; 0 = not given. The fraction of a second is cut off.</summary>
    public static long NotBefore(GivenSettings given, LimitsOptions limits, DateTimeOffset now)
    {
        if (given.Text(HeaderNames.NotBefore) is not { } text)
        {
            return 0;
        }

        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds > LastSecond)
        {
            given.Errors.Add(HeaderNames.NotBefore, $"'{text}' is not a time in unix seconds");
            return 0;
        }

        var micros = (long)seconds * 1_000_000;
        Check(HeaderNames.NotBefore, micros - (now.ToUnixTimeMilliseconds() * 1000), given, limits);
        return Math.Max(1, micros);
    }

    /// <summary>Longest attempt, ms.</summary>
    public static long? TimeoutMs(GivenSettings given)
    {
        var micros = given.Duration(HeaderNames.Timeout);
        if (micros < 1000)
        {
            given.Errors.Add(HeaderNames.Timeout, "must be at least 1 ms");
        }

        return micros / 1000;
    }

    private static void Check(string name, long micros, GivenSettings given, LimitsOptions limits)
    {
        if (micros > limits.MaxDelay.TotalMicroseconds)
        {
            given.Errors.AddQuota(name, "maxDelay", (long)limits.MaxDelay.TotalSeconds);
        }
    }
}
