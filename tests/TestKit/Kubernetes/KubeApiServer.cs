using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Postrider.TestKit.Processes;

namespace Postrider.TestKit.Kubernetes;

/// <summary>A real API server with RBAC and a store of its own. It can be stopped and started again on the same port and data.</summary>
public sealed class KubeApiServer : IAsyncDisposable
{
    private const string AdminToken = "admin-token";
    public const string Issuer = "https://kubernetes.default.svc";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("postrider-kube-");
    private readonly string[] more;
    private Etcd? etcd;
    private ChildProcess? process;

    private KubeApiServer(string[] more) => this.more = more;

    public int Port { get; } = FreePort.Find();

    /// <summary>The administrator's connection, to set the scene with.</summary>
    public KubeClient Admin => field ??= new KubeClient(Port, AdminToken);

    public Kubectl Kubectl => new(AdminConfig);

    /// <summary>The administrator's file.</summary>
    public Kubeconfig AdminConfig => Kubeconfig.Write(FileOf("admin.kubeconfig"), Port, AuthorityFile, AdminToken);

    internal string KeyFile => FileOf("sa.key");

    internal string AuthorityFile => FileOf(Path.Combine("certs", "apiserver.crt"));

    /// <summary>Starts one; <paramref name="more"/> are further arguments.</summary>
    public static async Task<KubeApiServer> StartAsync(params string[] more)
    {
        var server = new KubeApiServer(more);
        server.WriteCredentials();
        server.etcd = await Etcd.StartAsync(server.FileOf("etcd"));
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it, on its old port and data, and waits until it is ready.</summary>
    public async Task StartAgainAsync()
    {
        process = ChildProcess.Start(KubeBinaries.PathOf("kube-apiserver"), Arguments());
        await Eventually.IsTrueAsync(IsReadyAsync, "the API server is ready", TimeSpan.FromMinutes(2));
    }

    /// <summary>The requests that programs made in a namespace, whose accounts are such as <c>system:serviceaccount:…</c>, as <c>verb path</c>, in order.</summary>
    public IReadOnlyList<string> Audited(string space)
    {
        using var log = new StreamReader(new FileStream(FileOf("audit.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. log.ReadToEnd().Split('\n').Where(line => line.EndsWith('}')).Select(line => JsonNode.Parse(line)!)
            .Where(entry => entry["requestURI"]!.GetValue<string>().Contains($"/namespaces/{space}/", StringComparison.Ordinal))
            .Select(entry => $"{entry["verb"]} {entry["requestURI"]}")];
    }

    /// <summary>Has its store forget every state before the present one.</summary>
    public Task CompactAsync() => etcd!.CompactAsync();

    /// <summary>Stops it and leaves its store.</summary>
    public async Task StopAsync()
    {
        await process!.KillAsync(); // asked politely, it waits a minute for open watches
        await process.DisposeAsync();
    }

    /// <summary>A file for a program that runs as a ServiceAccount; <paramref name="port"/> may be that of a relay.</summary>
    public async Task<Kubeconfig> ForServiceAccountAsync(string space, string name, int port)
    {
        var token = await TokenAsync(space, name, Issuer);
        return Kubeconfig.Write(FileOf($"{space}-{name}-{port}.kubeconfig"), port, AuthorityFile, token);
    }

    /// <summary>A ServiceAccount's token, as a projected volume has it. It is good for an hour unless <paramref name="seconds"/> says otherwise, 600 at least.</summary>
    public async Task<string> TokenAsync(string space, string name, string audience, int seconds = 3600)
    {
        var spec = new JsonObject { ["audiences"] = new JsonArray(audience), ["expirationSeconds"] = seconds };
        var request = new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["spec"] = spec };
        var answer = await Admin.PostAsync($"/api/v1/namespaces/{space}/serviceaccounts/{name}/token", request);
        return answer["status"]!["token"]!.GetValue<string>();
    }

    /// <summary>Path of a file that goes away with the server.</summary>
    public string FileOf(string name) => Path.Combine(folder.FullName, name);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await etcd!.DisposeAsync();
        Admin.Dispose();
        folder.Delete(recursive: true);
    }

    private void WriteCredentials()
    {
        using var key = RSA.Create(2048);
        File.WriteAllText(FileOf("sa.key"), key.ExportRSAPrivateKeyPem());
        File.WriteAllText(FileOf("sa.pub"), key.ExportSubjectPublicKeyInfoPem());
        File.WriteAllText(FileOf("audit-policy.json"), AuditPolicy);
        File.WriteAllText(FileOf("tokens.csv"), $"{AdminToken},admin,admin-uid,\"system:masters\"\n");
    }

    // Programs only: what tests do themselves is not what they count.
    private const string AuditPolicy = """
        {"apiVersion": "audit.k8s.io/v1", "kind": "Policy", "omitStages": ["RequestReceived"],
         "rules": [{"level": "Metadata", "userGroups": ["system:serviceaccounts"]}, {"level": "None"}]}
        """;

    private string[] Arguments() =>
    [
        $"--etcd-servers={etcd!.Url}", "--bind-address=127.0.0.1", $"--secure-port={Port}", $"--cert-dir={FileOf("certs")}",
        $"--service-account-issuer={Issuer}", $"--api-audiences={Issuer}",
        $"--service-account-key-file={FileOf("sa.pub")}", $"--service-account-signing-key-file={KeyFile}",
        "--service-cluster-ip-range=10.96.0.0/16", $"--token-auth-file={FileOf("tokens.csv")}", "--authorization-mode=RBAC",
        $"--audit-policy-file={FileOf("audit-policy.json")}", $"--audit-log-path={FileOf("audit.log")}", .. more,
    ];

    private async Task<bool> IsReadyAsync()
    {
        if (process!.HasExited)
        {
            throw new InvalidOperationException($"kube-apiserver ended:\n{process.Output}");
        }

        return await Admin.IsReadyAsync();
    }
}
