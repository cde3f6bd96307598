using System.Diagnostics;
using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd.Installing;

/// <summary>Renders the chart: by helm where it is on PATH, else by the renderer that hack/get-helm.sh builds.</summary>
internal static class Chart
{
    /// <exception cref="StepFailure">It does not render.</exception>
    public static async Task<string> RenderAsync(Settings settings, string checkout, string tag, CancellationToken cancel)
    {
        var values = Path.Combine(settings.Work, $"values-{tag}.yaml");
        await File.WriteAllTextAsync(values, $$"""
            image: { registry: "{{settings.Registry}}", tag: "{{tag}}" }
            redis: { small: { image: "{{settings.RedisImage}}" } }
            """, cancel);
        var renderer = (await OutputAsync(Path.Combine(settings.Checkout, "hack", "get-helm.sh"), [], cancel)).Trim().Split('\n').Last();
        return await OutputAsync(renderer, ["template", "postrider", Path.Combine(checkout, "charts", "postrider"), "--namespace", Names.System, "--values", values], cancel);
    }

    private static async Task<string> OutputAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 ? output : throw new StepFailure($"{program} ended with code {process.ExitCode}");
    }
}
