using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.TestKit.Processes;

namespace Postrider.TestKit.Kubernetes;

/// <summary>
/// A current API server that has only resource definitions and their objects: rules in CEL, defaults, and unknown fields refused.
/// </summary>
public sealed class CrdServer : IAsyncDisposable
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("postrider-crd-server-");
    private readonly int port = FreePort.Find();
    private readonly AdminCertificate certificate = new();
    private readonly HttpClient http;
    private ChildProcess? etcd;
    private ChildProcess? server;

    private CrdServer()
    {
        var handler = new SocketsHttpHandler { SslOptions = { ClientCertificates = [certificate.Client], RemoteCertificateValidationCallback = (_, _, _, _) => true } };
        http = new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{port}") };
    }

    /// <summary>Starts etcd and the server, and waits until both answer.</summary>
    public static async Task<CrdServer> StartAsync()
    {
        var started = new CrdServer();
        var etcdUrl = started.StartEtcd();
        started.WriteCredentials();
        started.server = ChildProcess.Start(CrdServerBinary.Path, started.ServerArguments(etcdUrl));
        await Eventually.IsTrueAsync(started.IsReadyAsync, "the CRD server is up", TimeSpan.FromMinutes(2));
        return started;
    }

    /// <summary>Installs a definition and waits until its objects are served.</summary>
    /// <exception cref="InvalidOperationException">The server refuses it.</exception>
    public async Task InstallAsync(string definitionYaml, string plural)
    {
        var answer = await PostAsync(Definitions, definitionYaml);
        if (answer.Status != HttpStatusCode.Created)
        {
            throw new InvalidOperationException($"The definition of {plural} is refused: {answer.Body}");
        }

        await Eventually.IsTrueAsync(async () => (await GetAsync(PathOf(plural))).Status == HttpStatusCode.OK, $"{plural} are served");
    }

    /// <summary>What the server says to a resource, unknown fields included; nothing is stored.</summary>
    public Task<ServerAnswer> TryCreateAsync(string plural, string yaml) => PostAsync($"{PathOf(plural)}?dryRun=All&fieldValidation=Strict", yaml);

    /// <summary>The OpenAPI v3 schemas that <c>kubectl explain</c> reads.</summary>
    public Task<ServerAnswer> ReadOpenApiAsync() => GetAsync("/openapi/v3/apis/postrider.dev/v1alpha1");

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { server, etcd }.OfType<ChildProcess>())
        {
            await process.DisposeAsync();
        }

        http.Dispose();
        certificate.Dispose();
        folder.Delete(recursive: true);
    }

    private static string PathOf(string plural) => $"/apis/postrider.dev/v1alpha1/namespaces/default/{plural}";

    private string FileOf(string name) => Path.Combine(folder.FullName, name);

    private string StartEtcd()
    {
        var (client, peer) = ($"http://127.0.0.1:{FreePort.Find()}", $"http://127.0.0.1:{FreePort.Find()}");
        etcd = ChildProcess.Start(CrdServerBinary.Etcd,
        [
            "--data-dir", FileOf("etcd"), "--listen-client-urls", client, "--advertise-client-urls", client, "--listen-peer-urls", peer,
            "--initial-advertise-peer-urls", peer, "--initial-cluster", $"default={peer}", "--unsafe-no-fsync", "--log-level=warn",
        ]);
        return client;
    }

    private void WriteCredentials()
    {
        File.WriteAllText(FileOf("ca.crt"), certificate.AuthorityPem);
        File.WriteAllText(FileOf("kubeconfig"), $$$"""
            {"apiVersion": "v1", "kind": "Config", "current-context": "self",
             "contexts": [{"name": "self", "context": {"cluster": "self", "user": "admin"}}],
             "clusters": [{"name": "self", "cluster": {"server": "https://127.0.0.1:{{{port}}}", "insecure-skip-tls-verify": true}}],
             "users": [{"name": "admin", "user": {"client-certificate-data": "{{{Base64(certificate.ClientPem)}}}", "client-key-data": "{{{Base64(certificate.ClientKeyPem)}}}"}}]}
            """);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    // Alone it has no namespaces, no webhooks and nobody to ask who a caller is: all of that belongs to the server that is usually around it.
    private string[] ServerArguments(string etcdUrl) =>
    [
        $"--etcd-servers={etcdUrl}", "--bind-address=127.0.0.1", $"--secure-port={port}", $"--cert-dir={FileOf("certs")}", $"--client-ca-file={FileOf("ca.crt")}",
        $"--kubeconfig={FileOf("kubeconfig")}", $"--authentication-kubeconfig={FileOf("kubeconfig")}", $"--authorization-kubeconfig={FileOf("kubeconfig")}",
        "--authentication-skip-lookup", "--enable-priority-and-fairness=false",
        "--disable-admission-plugins=NamespaceLifecycle,MutatingAdmissionPolicy,MutatingAdmissionWebhook,ValidatingAdmissionPolicy,ValidatingAdmissionWebhook",
    ];

    private async Task<bool> IsReadyAsync()
    {
        if (server!.HasExited || etcd!.HasExited)
        {
            throw new InvalidOperationException($"The CRD server or its etcd ended:\n{server.Output}\n{etcd!.Output}");
        }

        try
        {
            return (await GetAsync("/readyz?exclude=informer-sync")).Status == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<ServerAnswer> GetAsync(string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        return await ReadAsync(response);
    }

    private async Task<ServerAnswer> PostAsync(string path, string yaml)
    {
        using var content = new StringContent(yaml, Encoding.UTF8, new MediaTypeHeaderValue("application/yaml"));
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content, Headers = { Accept = { new("application/json") } } };
        using var response = await http.SendAsync(request);
        return await ReadAsync(response);
    }

    private static async Task<ServerAnswer> ReadAsync(HttpResponseMessage response) => new(
        response.StatusCode,
        response.Content.Headers.ContentType?.MediaType == "application/json" ? await response.Content.ReadFromJsonAsync<JsonNode>() : null);
}
