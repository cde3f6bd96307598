using Postrider.TestKit.Processes;

namespace Postrider.TestKit.Kubernetes;

/// <summary>The programs that a current CRD server takes: itself and etcd. The scripts in <c>hack</c> find or build them.</summary>
public static class CrdServerBinary
{
    private static readonly Lazy<(string? Path, string? Reason)> Server = new(() => Ask("get-crd-server.sh"));
    private static readonly Lazy<(string? Path, string? Reason)> KubeFolder = new(() => Ask("get-kube-apiserver.sh"));

    /// <summary>Why there is none, in one sentence; null when there is one. The first call may build it, which takes minutes.</summary>
    public static string? WhyMissing => Server.Value.Reason ?? KubeFolder.Value.Reason;

    /// <summary>Path of the server.</summary>
    public static string Path => Server.Value.Path ?? throw new InvalidOperationException(WhyMissing);

    /// <summary>Path of etcd.</summary>
    public static string Etcd => System.IO.Path.Combine(KubeFolder.Value.Path ?? throw new InvalidOperationException(WhyMissing), "etcd");

    private static (string? Path, string? Reason) Ask(string script)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("bash", [System.IO.Path.Combine(Checkout.Root, "hack", script)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return process.ExitCode == 0 ? (lines[^1], null) : (null, $"{script}: {errors.Result.Trim().Split('\n')[^1]}");
    }
}
