using System.Diagnostics;
using System.Text.Json.Nodes;
using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd.Cluster;

/// <summary>Runs kubectl, as a user of the cluster would.</summary>
internal sealed class Kubectl
{
    /// <summary>Output of a call that has to succeed.</summary>
    /// <exception cref="StepFailure">It does not.</exception>
    public async Task<string> MustAsync(IReadOnlyList<string> arguments, CancellationToken cancel, string input = "")
    {
        var answer = await RunAsync(arguments, cancel, input);
        return answer.ExitCode == 0 ? answer.Output : throw new StepFailure($"kubectl {string.Join(' ', arguments)}: {answer.Error.Trim()}");
    }

    /// <summary>Objects of a kind.</summary>
    public async Task<IReadOnlyList<JsonNode>> ListAsync(string kind, IReadOnlyList<string> selection, CancellationToken cancel)
    {
        var answer = await MustAsync(["get", kind, .. selection, "-o", "json"], cancel);
        return [.. JsonNode.Parse(answer)!["items"]!.AsArray().Select(item => item!)];
    }

    /// <summary>Whatever its outcome is.</summary>
    public async Task<KubectlAnswer> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancel, string input = "")
    {
        using var process = Process.Start(new ProcessStartInfo("kubectl", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancel);
            process.StandardInput.Close();
            var (output, error) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
            await process.WaitForExitAsync(cancel);
            return new KubectlAnswer(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}
