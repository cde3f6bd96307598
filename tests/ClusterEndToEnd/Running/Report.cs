namespace Postrider.ClusterEndToEnd.Running;

/// <summary>What the run prints: a line for each step, and at the end what it could not show.</summary>
internal sealed class Report
{
    private readonly List<string> notShown = [];
    private readonly long start = TimeProvider.System.GetTimestamp();
    private int shown;

    public void Shown(string title, string figures, TimeSpan took)
    {
        shown++;
        Console.WriteLine($"ok    {took.TotalSeconds,6:0.0} s  {title}{(figures.Length > 0 ? ": " : "")}{figures}");
    }

    public static void Failed(string title, Exception exception, TimeSpan took) =>
        Console.WriteLine($"FAIL  {took.TotalSeconds,6:0.0} s  {title}: {(exception is StepFailure ? exception.Message : exception)}");

    /// <summary>Something that this cluster or machine cannot show, and why. Told once.</summary>
    public void CannotShow(string what)
    {
        if (!notShown.Contains(what))
        {
            notShown.Add(what);
        }
    }

    public void Verdict(bool good)
    {
        Console.WriteLine();
        Console.WriteLine("not shown here:");
        notShown.ForEach(what => Console.WriteLine($"- {what}"));
        Console.WriteLine();
        Console.WriteLine($"{shown} steps shown{(good ? "" : ", then one failed")}, {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0} s in all");
    }
}
