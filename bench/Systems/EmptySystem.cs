using Postrider.Bench.Machine;

namespace Postrider.Bench.Systems;

/// <summary>An empty Kestrel endpoint that is published to as if it were Postrider's gateway; it delivers nothing.</summary>
internal sealed class EmptySystem(Bed bed) : MessageSystem(bed)
{
    public override bool PublishesByLibrary => false;

    public override Task StartWorkerAsync() => Task.CompletedTask;

    public override ChildProcess StartPublisher(PublishPlan plan) =>
        ChildProcess.Start("load", Places.Self, ["load", .. (plan with { Target = $"{Bed.Receiver.Url}/empty" }).ToArguments()]);
}
