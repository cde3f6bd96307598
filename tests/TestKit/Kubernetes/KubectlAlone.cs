using System.Diagnostics;

namespace Postrider.TestKit.Kubernetes;

/// <summary>Runs kubectl for what needs no cluster.</summary>
public static class KubectlAlone
{
    /// <summary>Its exit code and everything that it printed.</summary>
    public static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("kubectl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
