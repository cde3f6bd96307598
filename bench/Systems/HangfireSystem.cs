using Postrider.Bench.Machine;

namespace Postrider.Bench.Systems;

/// <summary>Hangfire with its Redis storage: its client publishing, one server process delivering.</summary>
internal sealed class HangfireSystem(Bed bed) : MessageSystem(bed)
{
    private const string Workers = "40"; // more do not make it faster on two cores

    public override bool PublishesByLibrary => true;

    public override async Task StartWorkerAsync() => await Stage
        .Add(ChildProcess.Start("Hangfire's server", Places.Self, ["hangfire-worker", "--target", Bed.Redis.Address, "--workers", Workers]))
        .ReadLineAsync(Bed.Cancel);

    public override ChildProcess StartPublisher(PublishPlan plan) => ChildProcess.Start(
        "Hangfire's client", Places.Self, ["hangfire-publish", .. (plan with { Target = Bed.Redis.Address }).ToArguments()]);

    public override async Task FillAsync(int count)
    {
        await base.FillAsync(1);
        await HangfireFiller.CopyAsync(Bed, count - 1);
    }
}
