using Postrider.Bench.Machine;

namespace Postrider.Bench.Systems;

/// <summary>BullMQ on Node.js, its library publishing and one worker process delivering.</summary>
internal sealed class BullMqSystem(Bed bed) : MessageSystem(bed)
{
    private static string modules = "";

    public override bool PublishesByLibrary => true;

    private static string Scripts => Path.Combine(Places.Bench, "bullmq");

    /// <summary>Gets the pinned packages, outside of the tree, and puts the two scripts beside them.</summary>
    public static async Task PrepareAsync(CancellationToken cancel)
    {
        modules = await Tool.RunAsync(Path.Combine(Places.Checkout, "hack", "get-node-modules.sh"), [Scripts], cancel);
        foreach (var script in Directory.GetFiles(Scripts, "*.mjs"))
        {
            File.Copy(script, Path.Combine(modules, Path.GetFileName(script)), overwrite: true); // Node looks for packages beside the file
        }
    }

    public override async Task StartWorkerAsync() =>
        await Stage.Add(Start("worker.mjs", ["--target", Bed.Redis.Address])).ReadLineAsync(Bed.Cancel);

    public override ChildProcess StartPublisher(PublishPlan plan) =>
        Start("publisher.mjs", (plan with { Target = Bed.Redis.Address }).ToArguments());

    private static ChildProcess Start(string script, IEnumerable<string> arguments) => ChildProcess.Start(
        $"BullMQ's {script}", "node", [Path.Combine(modules, script), .. arguments],
        new Dictionary<string, string> { ["NODE_ENV"] = "production" });
}
