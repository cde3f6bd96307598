using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Postrider.Demo.Receiving;

/// <summary>Works out when a request was due, from what the demo's publisher wrote on it or from the clock of its Schedule.</summary>
internal sealed class DueTimes
{
    /// <summary>Unix milliseconds at which the first attempt is due.</summary>
    public const string DueHeader = "Demo-Due";

    /// <summary>Milliseconds from a failed answer to the next attempt.</summary>
    public const string RetryHeader = "Demo-Retry-Delay";

    private readonly ConcurrentDictionary<string, DateTimeOffset> refusals = new();

    public void Refused(string messageId, DateTimeOffset time) => refusals[messageId] = time;

    public DateTimeOffset? Of(IHeaderDictionary headers, string messageId, DateTimeOffset now)
    {
        if (refusals.TryRemove(messageId, out var refused))
        {
            return Number(headers, RetryHeader) is { } delay ? refused.AddMilliseconds(delay) : null;
        }

        if (Number(headers, DueHeader) is { } due)
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(due);
        }

        // A sample Schedule fires on whole minutes.
        return headers.ContainsKey("Upstash-Schedule-Id") ? now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute)) : null;
    }

    private static long? Number(IHeaderDictionary headers, string name) =>
        long.TryParse(headers[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
