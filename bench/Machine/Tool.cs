namespace Postrider.Bench.Machine;

/// <summary>Runs a command to its end.</summary>
internal static class Tool
{
    /// <summary>Returns the last line of its output; fails with what it wrote when its answer is not 0.</summary>
    public static async Task<string> RunAsync(string file, string[] arguments, CancellationToken cancel)
    {
        var start = new System.Diagnostics.ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = Places.Checkout,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = System.Diagnostics.Process.Start(start) ?? throw new BenchException($"{file} did not start");
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancel);
            var output = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return process.ExitCode == 0
                ? output.TrimEnd().Split('\n')[^1]
                : throw new BenchException($"{file} {string.Join(' ', arguments)} failed:\n{output}{await errors}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
