using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Postrider.Core.Decisions;
using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Schema.Checks;

/// <summary>Checks one string or number whose type is right.</summary>
internal static class ScalarCheck
{
    public static bool IsDuration(SchemaNode schema) => schema.Pattern == ResourceDuration.Pattern;

    /// <summary>What is wrong, without the path.</summary>
    public static IEnumerable<string> Problems(SchemaNode schema, JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.String => TextProblems(schema, value.GetValue<string>()),
        JsonValueKind.Number => NumberProblems(schema, long.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)),
        _ => [],
    };

    private static IEnumerable<string> TextProblems(SchemaNode schema, string text)
    {
        var length = text.EnumerateRunes().Count();
        if (length > schema.MaxLength)
        {
            yield return $"must be at most {schema.MaxLength} characters long";
        }

        if (length < schema.MinLength)
        {
            yield return $"must be at least {schema.MinLength} characters long";
        }

        if (schema.Pattern is not null && !SchemaPattern.IsMatch(schema.Pattern, text))
        {
            yield return IsDuration(schema) ? $"must be {DurationAttribute.Example}, and match {schema.Pattern}" : $"must match {schema.Pattern}";
        }

        if (schema.Values.Count > 0 && !schema.Values.Contains(text))
        {
            yield return $"must be one of {string.Join(", ", schema.Values)}";
        }

        if (schema.Format == "date-time" && !IsTime(text))
        {
            yield return "must be a time such as 2026-01-31T12:00:00Z";
        }
    }

    private static IEnumerable<string> NumberProblems(SchemaNode schema, long number)
    {
        if (number > schema.Maximum)
        {
            yield return $"must be at most {schema.Maximum}";
        }

        if (number < schema.Minimum)
        {
            yield return $"must be at least {schema.Minimum}";
        }

        if (schema.Format == "int32" && number != (int)number)
        {
            yield return "must be a 32-bit number";
        }
    }

    private static bool IsTime(string text) =>
        text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
}
