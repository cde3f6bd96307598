using System.Globalization;

namespace Postrider.Compatibility;

/// <summary>Reads <c>checklist.md</c>: headings of groups, and under each its items as <c>number. sentence</c>.</summary>
public static class Checklist
{
    /// <summary>The checklist that this program was built with.</summary>
    public static IReadOnlyList<ChecklistItem> Load()
    {
        using var reader = new StreamReader(typeof(Checklist).Assembly.GetManifestResourceStream("checklist.md")!);
        return Read(reader.ReadToEnd());
    }

    public static IReadOnlyList<ChecklistItem> Read(string text)
    {
        var items = new List<ChecklistItem>();
        var group = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                group = line[2..];
            }
            else
            {
                items.Add(Item(group, line));
            }
        }

        return items;
    }

    private static ChecklistItem Item(string group, string line)
    {
        var dot = line.IndexOf(". ", StringComparison.Ordinal);
        return new(int.Parse(line[..dot], CultureInfo.InvariantCulture), group, line[(dot + 2)..]);
    }
}
