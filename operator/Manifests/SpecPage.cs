using Postrider.Operator.Schema;

namespace Postrider.Operator.Manifests;

/// <summary>The page of a kind: what is between the marks is written from its type, the rest by hand.</summary>
internal static class SpecPage
{
    /// <summary>The page with its tables as they are now.</summary>
    /// <exception cref="InvalidOperationException">A mark is missing.</exception>
    public static string Fill(string page, Type type)
    {
        var schema = ResourceSchema.ForDefinition(type);
        return Replace(Replace(page, "spec", schema), "status", schema);
    }

    private static string Replace(string page, string part, SchemaNode schema)
    {
        var (begin, end) = ($"<!-- fields of {part}: written by make manifests -->\n", $"<!-- end of {part} -->");
        var (from, to) = (page.IndexOf(begin, StringComparison.Ordinal), page.IndexOf(end, StringComparison.Ordinal));
        return from < 0 || to < from
            ? throw new InvalidOperationException($"The marks around the fields of {part} are missing.")
            : page[..(from + begin.Length)] + FieldTable.Write(schema.Properties[part], part) + page[to..];
    }
}
