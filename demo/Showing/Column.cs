namespace Postrider.Demo.Showing;

/// <summary>The widths of the columns that every line of the demo keeps to: 79 characters in all.</summary>
internal static class Column
{
    public const int Time = 12;
    public const int What = 12;
    public const int Where = 23;
    public const int Attempt = 7;
    public const int Answer = 6;
    public const int Late = 8;

    /// <summary>Exactly <paramref name="width"/> characters: padded, or cut with an ellipsis.</summary>
    public static string Fit(string text, int width) =>
        text.Length <= width ? text.PadRight(width) : string.Concat(text.AsSpan(0, width - 1), "…");
}
