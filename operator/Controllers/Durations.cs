using Postrider.Core.Decisions;

namespace Postrider.Operator.Controllers;

/// <summary>Durations of resources that have passed their schema.</summary>
internal static class Durations
{
    /// <summary>Milliseconds of a duration whose form the schema has checked.</summary>
    public static long Ms(string text) => ResourceDuration.ParseMs(text) ?? throw new FormatException($"'{text}' is not a duration.");

    /// <summary>As <see cref="Ms"/>; null stays null.</summary>
    public static long? MsOrNull(string? text) => text is null ? null : Ms(text);
}
