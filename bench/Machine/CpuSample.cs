namespace Postrider.Bench.Machine;

/// <summary>CPU time of a system's processes, of Redis and of the receiver, at one moment or between two.</summary>
internal readonly record struct CpuSample(TimeSpan System, TimeSpan Redis, TimeSpan Receiver)
{
    public static CpuSample Take(Bed bed, IEnumerable<ChildProcess> system) => new(
        system.Aggregate(TimeSpan.Zero, (sum, process) => sum + process.Cpu), bed.Redis.Process.Cpu, bed.Receiver.Process.Cpu);

    public static CpuSample operator -(CpuSample end, CpuSample start) =>
        new(end.System - start.System, end.Redis - start.Redis, end.Receiver - start.Receiver);
}
