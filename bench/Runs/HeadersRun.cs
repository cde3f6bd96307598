using Postrider.Bench.Machine;

namespace Postrider.Bench.Runs;

/// <summary>What the headers of a delivery cost alone: a bare loop that sends them against one that does not.</summary>
internal static class HeadersRun
{
    private const int Pairs = 2;

    /// <summary>Deliveries a second with them, as a part of those without.</summary>
    public static async Task<double> RunAsync(Bed bed, BenchOptions options)
    {
        Progress.Say("the limit with the headers of a delivery");
        var limit = new LimitRun(bed, options);
        var (with, without) = (0.0, 0.0);
        for (var pair = 0; pair < Pairs; pair++)
        {
            without += (await limit.DeliverAsync(headers: false)).PerSecond;
            with += (await limit.DeliverAsync(headers: true)).PerSecond;
        }

        return with / without;
    }
}
