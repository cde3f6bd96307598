using System.Globalization;
using System.Text.Json.Nodes;

namespace Postrider.Operator.Controllers.Statuses;

/// <summary>Times as Kubernetes writes them: UTC, whole seconds.</summary>
internal static class StatusTime
{
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string? TextOrNull(DateTimeOffset? time) => time is { } some ? Text(some) : null;

    /// <summary>The time in a field of a status; null when there is none.</summary>
    public static DateTimeOffset? Read(JsonNode? field) =>
        field is JsonValue value && value.TryGetValue<string>(out var text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
