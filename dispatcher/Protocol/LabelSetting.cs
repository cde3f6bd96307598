namespace Postrider.Dispatcher.Protocol;

/// <summary>Labels as they are stored and sent: joined by commas, without blanks and empty ones.</summary>
internal static class LabelSetting
{
    private const int MaxLength = 1024;

    public static string? Read(GivenSettings given)
    {
        var text = given.List(HeaderNames.Label, MaxLength);
        if (text is null || !text.Contains(',', StringComparison.Ordinal))
        {
            return text;
        }

        var labels = string.Join(',', text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return labels.Length == 0 ? null : labels;
    }
}
