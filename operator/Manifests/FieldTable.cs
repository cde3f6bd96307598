using System.Globalization;
using System.Text.Json.Nodes;
using Postrider.Operator.Schema;

namespace Postrider.Operator.Manifests;

/// <summary>The fields of a part of a resource as a Markdown table.</summary>
internal static class FieldTable
{
    private const string Head = "| field | type | what is allowed | meaning |\n|---|---|---|---|\n";

    /// <summary>One row for <paramref name="root"/>, whose name is <paramref name="name"/>, and one per field below it.</summary>
    public static string Write(SchemaNode root, string name) => Head + string.Concat(Row(root, name, required: false));

    private static IEnumerable<string> Rows(SchemaNode node, string path) =>
        node.Properties.SelectMany(field => Row(field.Value, $"{path}.{field.Key}", node.Required.Contains(field.Key)));

    private static IEnumerable<string> Row(SchemaNode field, string path, bool required)
    {
        string[] cells = [$"`{path}`", TypeOf(field), string.Join("; ", Allowed(field, required)), field.Description ?? ""];
        return [$"| {string.Join(" | ", cells.Select(Escape))} |\n", .. Below(field, path)];
    }

    private static IEnumerable<string> Below(SchemaNode field, string path) => field switch
    {
        { Items: { } items } => Rows(items, path + "[]"),
        _ => Rows(field, path),
    };

    private static string TypeOf(SchemaNode field) => field switch
    {
        { Type: "array", Items: { } items } => $"list of {TypeOf(items)}s",
        { MapValues: not null } => "map",
        { Format: "date-time" } => "time",
        { Type: "integer" } => "number",
        _ => field.Type,
    };

    private static IEnumerable<string> Allowed(SchemaNode field, bool required)
    {
        var rules = field.Rules.Concat(field.Items?.Rules ?? []);
        return
        [
            .. required ? ["required"] : Array.Empty<string>(),
            .. field.Default is JsonValue value ? [$"default `{value.ToJsonString().Trim('"')}`"] : Array.Empty<string>(),
            .. field.Values.Count > 0 ? [string.Join(", ", field.Values)] : Array.Empty<string>(),
            .. field.Minimum is { } least ? [string.Create(CultureInfo.InvariantCulture, $"{least} to {field.Maximum}")] : Array.Empty<string>(),
            .. field.MaxLength is { } most ? [$"{(field.MinLength is > 0 and var fewest ? $"{fewest} to" : "at most")} {most} {UnitOf(field)}"] : Array.Empty<string>(),
            .. field.Pattern is { } pattern ? [$"`{pattern}`"] : Array.Empty<string>(),
            .. rules.Select(rule => rule.FieldPath is null ? rule.Message : $"{rule.FieldPath[1..]} {rule.Message}"),
        ];
    }

    private static string UnitOf(SchemaNode field) => field switch
    {
        { Type: "string" } => "characters",
        { Type: "array" } => "items",
        _ => "entries",
    };

    private static string Escape(string cell) => cell.Replace("|", "\\|", StringComparison.Ordinal);
}
