using System.Globalization;
using Postrider.Demo.Publishing;
using Postrider.Demo.Receiving;
using Spectre.Console;

namespace Postrider.Demo.Showing;

/// <summary>All that the demo prints: aligned and coloured on a terminal, plain text elsewhere.</summary>
internal sealed class Screen
{
    private readonly Lock gate = new();
    private readonly IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings());

    public Screen() => console.Profile.Width = 1000; // we align lines ourselves; wrapping would break what is copied

    public void Line(string markup = "")
    {
        lock (gate)
        {
            console.MarkupLine(markup);
        }
    }

    public void Started(string part, string what) => Line($"  [green]●[/] {Column.Fit(part, Column.What)}[grey]{Markup.Escape(what)}[/]");

    public void Failure(string sentence, IReadOnlyList<string>? details = null)
    {
        Line($"[red]✗[/] {Markup.Escape(sentence)}");
        foreach (var detail in details ?? [])
        {
            Line($"    [grey]{Markup.Escape(detail)}[/]");
        }
    }

    /// <summary>A warning or an error from the log of a program.</summary>
    public void Problem(string part, string line) => Line($"[yellow]{part}[/] {Markup.Escape(line)}");

    public void TableHeader() => Line(
        $"[grey]{Column.Fit("TIME", Column.Time)} {Column.Fit("WHAT", Column.What)} {Column.Fit("WHERE", Column.Where)} "
        + $"{Column.Fit("ATTEMPT", Column.Attempt)} {Column.Fit("ANSWER", Column.Answer)} {"LATE",Column.Late} SIGNED[/]");

    public void Scene(Scene scene)
    {
        var headers = string.Concat(scene.Headers.Select(header => $"  {header.Key}: {header.Value}"));
        var times = scene.Times > 1 ? $"{scene.Times} × " : "";
        Line();
        Line($"[bold]{Markup.Escape(scene.Title)}[/]");
        Line($"  [grey]{times}POST /v2/publish/{Markup.Escape(scene.Destination + headers)}[/]");
    }

    public void Arrival(Arrival arrival) => Line(
        $"[grey]{Clock(arrival.Time)}[/] [{Colour(arrival.Kind)}]{Column.Fit(arrival.Kind, Column.What)}[/] "
        + $"{Markup.Escape(Column.Fit($"{arrival.Method} {arrival.Target}", Column.Where))} {Column.Fit($"{arrival.Attempt}", Column.Attempt)} "
        + $"[{(arrival.Answer < 300 ? "green" : "yellow")}]{Column.Fit($"{arrival.Answer}", Column.Answer)}[/] "
        + $"{Late(arrival.Lateness),Column.Late} {Signed(arrival.SignatureProblem)}");

    /// <summary>Something about a declared resource that is new.</summary>
    public void Resource(DateTimeOffset time, string kind, string name, string news, bool good) => Line(
        $"[grey]{Clock(time)}[/] {Column.Fit(kind, Column.What)} {Markup.Escape(Column.Fit(name, Column.Where))} [{(good ? "green" : "red")}]{Markup.Escape(news)}[/]");

    /// <summary>Says how a scene ended, and passes that on.</summary>
    public bool Verdict(bool good, string text)
    {
        Line($"  {(good ? "[green]✓[/]" : "[red]✗[/]")} {Markup.Escape(text)}");
        return good;
    }

    private static string Clock(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Late(TimeSpan? lateness) => lateness is { } late ? $"{Math.Max(0, late.TotalMilliseconds):0} ms" : "–";

    private static string Signed(string? problem) => problem is null ? "[green]✓[/]" : $"[red]✗ {Markup.Escape(problem)}[/]";

    private static string Colour(string kind) => kind switch
    {
        "url" => "blue",
        "topic" => "magenta",
        "endpoint" => "cyan",
        "delayed" => "yellow",
        "deduplicated" => "green",
        "retried" => "red",
        "schedule" => "purple",
        _ => "white",
    };
}
