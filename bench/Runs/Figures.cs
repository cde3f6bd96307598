using Postrider.Bench.Measures;

namespace Postrider.Bench.Runs;

/// <summary>One row of the table: a mode, the delayed messages that waited meanwhile, and what was measured.</summary>
internal sealed record Figures(Mode Mode, int Waiting, PublishFigures Publish, DeliveryFigures Delivery, LatenessFigures Lateness)
{
    /// <summary>Microseconds of CPU that a message cost the system from its publishing to its delivery.</summary>
    public double SystemCpu => Publish.SystemCpu + Delivery.SystemCpu;

    public double RedisCpu => Publish.RedisCpu + Delivery.RedisCpu;
}
