using Postrider.Bench.Measures;

namespace Postrider.Bench.Runs;

/// <summary>One row of the table: a mode, the delayed messages that waited meanwhile, and what was measured.</summary>
internal sealed record Figures(Mode Mode, int Waiting, PublishFigures Publish, DeliveryFigures Delivery, LatenessFigures Lateness)
{
    /// <summary>Microseconds of CPU that a message cost the system from its publishing to its delivery.</summary>
    public double SystemCpu => Publish.SystemCpu + Delivery.SystemCpu;

    /// <summary>Each figure's median over rows of one mode.</summary>
    public static Figures Median(IEnumerable<Figures> of)
    {
        var rows = of.ToList();
        double Middle(Func<Figures, double> figure) => rows.Select(figure).Order().ElementAt(rows.Count / 2);
        return new(
            rows[0].Mode,
            rows[0].Waiting,
            new(Middle(row => row.Publish.PerSecond), Middle(row => row.Publish.SystemCpu), Middle(row => row.Publish.RedisCpu), Middle(row => row.Publish.BytesBeyondBody)),
            new(Middle(row => row.Delivery.PerSecond), Middle(row => row.Delivery.SystemCpu), Middle(row => row.Delivery.RedisCpu), Middle(row => row.Delivery.ReceiverCpu)),
            new(Middle(row => row.Lateness.P50), Middle(row => row.Lateness.P99)));
    }

    public double RedisCpu => Publish.RedisCpu + Delivery.RedisCpu;
}
