namespace Postrider.TestKit.Kubernetes;

/// <summary>A file that tells a program which API server to talk to, and as whom.</summary>
/// <param name="Path">Absolute path.</param>
public sealed record Kubeconfig(string Path)
{
    /// <summary>Writes one; it replaces what the file held. The authority may be left out where nothing is to answer.</summary>
    public static Kubeconfig Write(string path, int port, string? authorityFile, string token)
    {
        var authority = authorityFile is null ? "" : $", \"certificate-authority\": \"{authorityFile}\"";
        File.WriteAllText(path, $$$"""
            {"apiVersion": "v1", "kind": "Config", "current-context": "test",
             "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
             "clusters": [{"name": "test", "cluster": {"server": "https://127.0.0.1:{{{port}}}"{{{authority}}}} }],
             "users": [{"name": "test", "user": {"token": "{{{token}}}"} }]}
            """);
        return new Kubeconfig(path);
    }
}
