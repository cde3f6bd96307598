using Postrider.ClusterEndToEnd.Cluster;

namespace Postrider.ClusterEndToEnd.Running;

/// <summary>Takes away what a run that failed or was interrupted has left on a cluster that goes on.</summary>
internal static class Removal
{
    public static async Task RunAsync(Stage stage)
    {
        if (!stage.Owns)
        {
            return; // nothing was made, and what has these names is somebody's
        }

        Console.WriteLine("taking away what this run installed");
        try
        {
            await RemoveAsync(stage, CancellationToken.None);
            Console.WriteLine(await Leftovers.NoneAsync(stage, CancellationToken.None));
        }
        catch (StepFailure failure)
        {
            Console.WriteLine($"NOT all of it was taken away: {failure.Message}");
        }
    }

    private static async Task RemoveAsync(Stage stage, CancellationToken cancel)
    {
        // An upgrade that broke off has objects of both.
        foreach (var installation in Enumerable.Reverse(stage.Installed))
        {
            await installation.DeleteAsync(stage.Kubectl, cancel);
        }

        await stage.Kubectl.MustAsync(["delete", "namespace", Names.Application, Names.System, "--ignore-not-found", "--timeout=120s"], cancel);
    }
}
