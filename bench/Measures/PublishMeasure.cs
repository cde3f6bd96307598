using System.Globalization;
using Postrider.Bench.Machine;
using Postrider.Bench.Systems;

namespace Postrider.Bench.Measures;

/// <summary>Publishes a plan's messages through a system and times what comes after the warm-up.</summary>
internal static class PublishMeasure
{
    public static async Task<PublishFigures> RunAsync(Bed bed, MessageSystem system, PublishPlan plan)
    {
        var bytesBefore = await bed.Redis.DataBytesAsync();
        await using var publisher = system.StartPublisher(plan);
        var counted = system.PublishesByLibrary ? system.Processes.Append(publisher) : system.Processes;
        await publisher.ReadLineAsync(bed.Cancel); // "warm"
        var start = CpuSample.Take(bed, counted);
        var (messages, seconds) = Parse(await publisher.ReadLineAsync(bed.Cancel));
        var cpu = CpuSample.Take(bed, counted) - start;
        var bytes = await bed.Redis.DataBytesAsync() - bytesBefore;
        return new PublishFigures(
            messages / seconds,
            cpu.System.TotalMicroseconds / messages,
            cpu.Redis.TotalMicroseconds / messages,
            ((double)bytes / plan.Total) - plan.BodyBytes);
    }

    public static (int Messages, double Seconds) Parse(string line)
    {
        var parts = line.Split(' ');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
