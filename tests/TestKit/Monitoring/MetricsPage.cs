namespace Postrider.TestKit.Monitoring;

/// <summary>The tables of <c>docs/metrics.md</c>.</summary>
public static class MetricsPage
{
    /// <summary>Waits until what the program exports is what the table under its heading says.</summary>
    /// <param name="program">The heading.</param>
    /// <param name="read">Reads <c>/metrics</c>.</param>
    public static Task IsTrueAsync(string program, Func<Task<string>> read)
    {
        var documented = string.Join('\n', Of(program));
        return Eventually.BecomesAsync(async () => string.Join('\n', Exposition.Read(await read())), exported => exported == documented, $"the {program} exports\n{documented}\n");
    }

    /// <summary>What the table under the heading of a program says, by name.</summary>
    private static IReadOnlyList<Metric> Of(string program)
    {
        var lines = File.ReadAllLines(Checkout.PathOf("docs", "metrics.md"));
        return [.. lines.SkipWhile(line => line != $"## {program}").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(Row).OrderBy(metric => metric.Name, StringComparer.Ordinal)];
    }

    private static Metric Row(string line)
    {
        var cells = line.Trim('|').Split('|', StringSplitOptions.TrimEntries);
        return new(cells[0].Trim('`'), cells[1], cells[2].Replace("`", "", StringComparison.Ordinal), cells[3]);
    }
}
