namespace Postrider.Dispatcher.Protocol;

/// <summary>What the raw target of a publish or an enqueue says. Routing would decode and split the destination.</summary>
internal readonly record struct PublishPath(string? Queue, PublishTarget Target)
{
    private const string Publish = "/v2/publish/";
    private const string Enqueue = "/v2/enqueue/";

    /// <summary>Null when the target is neither. The queue is null for a publish, and checked by nobody yet.</summary>
    public static PublishPath? Parse(string rawTarget)
    {
        if (PublishTarget.After(rawTarget, Publish) is { } target)
        {
            return new(null, PublishTarget.Parse(target));
        }

        return PublishTarget.After(rawTarget, Enqueue) is { } queued ? Split(queued) : null;
    }

    private static PublishPath Split(string text)
    {
        var end = text.AsSpan().IndexOfAny('/', '?');
        var queue = Uri.UnescapeDataString(end < 0 ? text : text[..end]);
        var target = end < 0 ? "" : text[end] == '/' ? text[(end + 1)..] : text[end..];
        return new(queue, PublishTarget.Parse(target));
    }
}
