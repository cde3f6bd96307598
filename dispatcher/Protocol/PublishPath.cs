namespace Postrider.Dispatcher.Protocol;

/// <summary>What the raw target of a publish, an enqueue or a schedule says. Routing would decode and split the destination.</summary>
internal readonly record struct PublishPath(PublishTarget Target, string? Queue = null, bool IsSchedule = false)
{
    private const string Publish = "/v2/publish/";
    private const string Enqueue = "/v2/enqueue/";
    private const string Schedules = "/v2/schedules/";

    /// <summary>Null when the target is none of them. The queue is null for a publish, and checked by nobody yet.</summary>
    public static PublishPath? Parse(string rawTarget)
    {
        if (PublishTarget.After(rawTarget, Publish) is { } target)
        {
            return new(PublishTarget.Parse(target));
        }

        if (PublishTarget.After(rawTarget, Enqueue) is { } queued)
        {
            return Split(queued);
        }

        return PublishTarget.After(rawTarget, Schedules) is { } repeated && !IsCommand(repeated) ? new(PublishTarget.Parse(repeated), IsSchedule: true) : null;
    }

    private static PublishPath Split(string text)
    {
        var end = text.AsSpan().IndexOfAny('/', '?');
        var queue = Uri.UnescapeDataString(end < 0 ? text : text[..end]);
        var target = end < 0 ? "" : text[end] == '/' ? text[(end + 1)..] : text[end..];
        return new(PublishTarget.Parse(target), queue);
    }

    // id/pause and id/resume come before a destination; no URL looks so, for a colon is in no id.
    private static bool IsCommand(string text)
    {
        var path = text.Split('?', 2)[0];
        return path.Split('/') is [{ Length: > 0 } id, var command] && !id.Contains(':', StringComparison.Ordinal) && (command.ToUpperInvariant() is "PAUSE" or "RESUME");
    }
}
