using System.Globalization;
using System.Text;
using Postrider.Bench.Measures;
using Postrider.Bench.Runs;

namespace Postrider.Bench.Reporting;

/// <summary>Writes the results for people, as a Markdown table with columns of equal width.</summary>
internal static class ResultTable
{
    private const string Nothing = "–";

    private static readonly string[] Head =
    [
        "system", "waiting", "deliveries/s", "publishes/s", "CPU µs/message", "Redis CPU µs", "receiver CPU µs",
        "late p50 ms", "late p99 ms", "Redis bytes/waiting",
    ];

    public static string Format(Results results)
    {
        string[][] cells = [Head, .. results.Rows.Select(Cells)];
        var widths = Enumerable.Range(0, Head.Length).Select(column => cells.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder().AppendLine().AppendLine(Line(Head, widths)).AppendLine(Rule(widths));
        foreach (var row in cells[1..])
        {
            text.AppendLine(Line(row, widths));
        }

        return text.AppendLine().Append(Summary(results)).ToString();
    }

    private static string[] Cells(Figures row)
    {
        var limit = row.Mode == Mode.Limit;
        return
        [
            row.Mode.Name,
            Number(row.Waiting, 0),
            Number(row.Delivery.PerSecond, 0),
            Number(row.Publish.PerSecond, 0),
            Number(row.SystemCpu, 0),
            limit ? Nothing : Number(row.RedisCpu, 0),
            Number(row.Delivery.ReceiverCpu, 0),
            Number(row.Lateness.P50, 1),
            Number(row.Lateness.P99, 1),
            limit ? Nothing : Number(row.Publish.BytesBeyondBody, 0),
        ];
    }

    private static string Summary(Results results) =>
        $"""
        Postrider's deliveries/s with many waiting against few: {Number(results.RatioAtMany, 2)}
        Postrider's Redis commands/s when idle: {Number(results.IdleRedisCommandsPerSecond, 1)}
        Postrider's lateness p50 / p99 ms, alone: {Lateness(results.Hang?.Without)}; beside a destination that hangs with 10,000 waiting: {Lateness(results.Hang?.Beside)}
        """;

    private static string Lateness(LatenessFigures? late) => $"{Number(late?.P50, 1)} / {Number(late?.P99, 1)}";

    private static string Line(string[] cells, int[] widths) =>
        $"| {string.Join(" | ", cells.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column])))} |";

    private static string Rule(int[] widths) =>
        $"|{string.Join('|', widths.Select((width, column) => column == 0 ? new string('-', width + 2) : new string('-', width + 1) + ':'))}|";

    private static string Number(double? value, int digits) =>
        value is { } number ? number.ToString($"N{digits}", CultureInfo.InvariantCulture) : Nothing;
}
