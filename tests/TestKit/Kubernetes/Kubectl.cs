using System.Diagnostics;

namespace Postrider.TestKit.Kubernetes;

/// <summary>Runs kubectl as a user would.</summary>
public sealed class Kubectl(Kubeconfig config)
{
    /// <summary>Runs it and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it printed.</exception>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (code, output) = await TryAsync("", arguments);
        return code == 0 ? output : throw new InvalidOperationException($"kubectl {string.Join(' ', arguments)} ended with {code}: {output}");
    }

    /// <summary>Applies documents.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it printed.</exception>
    public async Task ApplyAsync(string documents)
    {
        var (code, output) = await TryAsync(documents, "apply", "-f", "-");
        if (code != 0)
        {
            throw new InvalidOperationException(output);
        }
    }

    /// <summary>Runs it with <paramref name="input"/> on its standard input and returns its exit code and everything it printed.</summary>
    public async Task<(int Code, string Output)> TryAsync(string input, params string[] arguments)
    {
        var cache = $"{config.Path}-cache-{Guid.NewGuid():N}"; // a shared one remembers for minutes which kinds there are
        var info = new ProcessStartInfo("kubectl", ["--kubeconfig", config.Path, "--cache-dir", cache, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(info)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
