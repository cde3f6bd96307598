namespace Postrider.TestKit.Kubernetes;

/// <summary>The programs of a whole API server. The script in <c>hack</c> finds them, or builds them, which takes minutes.</summary>
public static class KubeBinaries
{
    private static readonly Lazy<string> Folder = new(Find);

    /// <summary>Path of etcd, kube-apiserver or kube-controller-manager.</summary>
    public static string PathOf(string program) => Path.Combine(Folder.Value, program);

    private static string Find()
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("bash", [Checkout.PathOf("hack", "get-kube-apiserver.sh")])
        {
            RedirectStandardOutput = true,
        })!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return process.ExitCode == 0 ? lines[^1] : throw new InvalidOperationException("hack/get-kube-apiserver.sh found no API server");
    }
}
