using Postrider.Core.Decisions;

namespace Postrider.Operator.Controllers;

/// <summary>The last check of a URL, by the same code that delivers to it: rules in a schema see less than that.</summary>
internal static class DestinationField
{
    /// <summary>What is wrong with the URL in a field, beginning with the field; null when nothing is, or there is none.</summary>
    public static string? Problem(string field, string? url) =>
        url is not null && !DestinationUrl.IsValid(url, out var error) ? $"{field}: this URL cannot be called: {error}" : null;
}
