namespace Postrider.Dispatcher.Api;

/// <summary>What follows <c>/v2/flowControl/</c> in the raw target: a key, which may hold slashes as they are or encoded, and what to do with it.</summary>
internal readonly record struct FlowControlPath(string Key, string Action)
{
    /// <summary>The key alone, as a read has it.</summary>
    public static FlowControlPath OfRead(string text) => new(KeyOf(WithoutQuery(text)), "");

    /// <summary>The key, and the last segment as the action.</summary>
    public static FlowControlPath OfChange(string text)
    {
        var path = WithoutQuery(text).TrimEnd('/');
        var slash = path.LastIndexOf('/');
        return new(slash < 0 ? "" : KeyOf(path[..slash]), path[(slash + 1)..]);
    }

    private static string WithoutQuery(string text) => text.Split('?', 2)[0];

    // Blanks around it were dropped when it was published, too.
    private static string KeyOf(string text) => Uri.UnescapeDataString(text).Trim();
}
