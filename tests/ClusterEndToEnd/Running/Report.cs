namespace Postrider.ClusterEndToEnd.Running;

/// <summary>
/// What the run prints: a line for each step, and at the end what it could not show. After each step the file <c>tally</c> in the folder of the run
/// holds how many were shown and how many were not, which hack/e2e.sh ends with, also when this program is killed.
/// </summary>
internal sealed class Report
{
    private readonly List<string> notShown = [];
    private readonly long start = TimeProvider.System.GetTimestamp();
    private readonly IReadOnlyList<NamedStep> steps;
    private readonly string tally;
    private int shown;

    public Report(IReadOnlyList<NamedStep> steps, string folder)
    {
        (this.steps, tally) = (steps, Path.Combine(folder, "tally"));
        WriteTally();
    }

    public void Shown(string title, string figures, TimeSpan took)
    {
        shown++;
        WriteTally();
        Console.WriteLine($"ok    {took.TotalSeconds,6:0.0} s  {title}{(figures.Length > 0 ? ": " : "")}{figures}");
    }

    public static void Failed(string title, string why, TimeSpan took) => Console.WriteLine($"FAIL  {took.TotalSeconds,6:0.0} s  {title}: {why}");

    /// <summary>Something that this cluster or machine cannot show, and why. Told once.</summary>
    public void CannotShow(string what)
    {
        if (!notShown.Contains(what))
        {
            notShown.Add(what);
        }
    }

    /// <summary>The end: what was not tried after a failure counts as failed too.</summary>
    public void Verdict()
    {
        Console.WriteLine();
        Console.WriteLine("not shown here:");
        notShown.Concat(steps.Skip(shown + 1).Select(step => $"{step.Title} (not tried after the failure)")).ToList().ForEach(what => Console.WriteLine($"- {what}"));
        Console.WriteLine();
        Console.WriteLine($"{shown} of {steps.Count} steps shown, {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0} s in all");
    }

    private void WriteTally() => File.WriteAllText(tally, $"{shown} {steps.Count - shown}\n");
}
