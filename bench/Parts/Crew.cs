namespace Postrider.Bench.Parts;

/// <summary>Carries out a plan with as many concurrent senders as it asks for, paced if it has a rate.</summary>
internal static class Crew
{
    /// <summary>Sends one unit (a message or a batch); the argument gives the due moment of each message in it.</summary>
    public delegate Task Send(double[] due);

    public static async Task<int> RunAsync(PublishPlan plan, Send send)
    {
        var meter = new Meter(plan);
        using var pace = new Pace(plan);

        async Task WorkAsync()
        {
            while (await pace.NextAsync() is { } first)
            {
                var size = Math.Min(plan.Batch, plan.Total - first);
                await send(DueOf(first, size));
                meter.Done(size);
            }
        }

        double[] DueOf(int first, int size) => plan.Rate == 0
            ? []
            : [.. Enumerable.Range(first, size).Select(i => Math.Round(pace.Start + plan.DelayMs + (i * 1000.0 / plan.Rate)))];

        pace.Begin();
        await Task.WhenAll(Enumerable.Range(0, plan.Connections).Select(_ => Task.Run(WorkAsync)));
        await meter.ReportAsync();
        return 0;
    }

    public static double Now() => (DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds;

    /// <summary>Text of a given length, the same each time.</summary>
    public static string Body(int bytes)
    {
        var random = new Random(1);
        return string.Create(bytes, random, (text, source) => source.GetItems("abcdefghijklmnopqrstuvwxyz0123456789", text));
    }
}
