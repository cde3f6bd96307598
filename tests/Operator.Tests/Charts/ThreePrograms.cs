using System.Net;
using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Kubernetes;
using Postrider.TestKit.Processes;

namespace Postrider.Operator.Tests.Charts;

/// <summary>Operator, gateway and worker outside development, each with the environment that the chart gives it; the operator reads the samples.</summary>
internal sealed class ThreePrograms : IAsyncDisposable
{
    private const string Keys = """
        keys:
          create:
            tokens: [TOKENS]
            signingCurrentKey: signing-current-of-the-test
            signingNextKey: signing-next-of-the-test
            encryptionKeys: { a: YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE= }
        """;

    // More than there are partitions, so that they lie in several.
    private static readonly string[] Namespaces = ["default", "shop", "billing", "audit", "payments", "reports"];

    private readonly Dictionary<string, (ChildProcess Process, int Port)> programs = [];
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(15) };

    private ThreePrograms()
    {
    }

    /// <summary>Starts them with these values beside keys, and waits until each is ready.</summary>
    /// <param name="redisFiles">What is mounted where the chart mounts the files of Redis.</param>
    public static async Task<ThreePrograms> StartAsync(string values, DirectoryInfo? redisFiles = null)
    {
        var rendered = Rendered.OfValues(Keys.Replace("TOKENS", string.Join(", ", Namespaces.Select(name => $"'{Tokens.Of(name)}'")), StringComparison.Ordinal) + "\n" + values);
        var all = new ThreePrograms();
        all.Start(rendered, "operator", "operator", redisFiles, "--source=directory", $"--path={Checkout.PathOf("config", "samples")}");
        all.Start(rendered, "gateway", "dispatcher", redisFiles);
        all.Start(rendered, "dispatcher", "dispatcher", redisFiles);
        foreach (var (part, program) in all.programs)
        {
            await Eventually.IsTrueAsync(async () => await all.GetAsync(program.Port, "/readyz") == HttpStatusCode.OK, $"{part} is ready: {program.Process.Output}");
        }

        return all;
    }

    /// <summary>A message in each namespace is accepted, taken up by the worker, and buried, for the host does not exist; what the operator declared is known.</summary>
    public async Task WorkAsync()
    {
        foreach (var space in Namespaces)
        {
            Assert.Equal(HttpStatusCode.OK, await PublishAsync(space));
            await Eventually.IsTrueAsync(async () => (await TextAsync("/v2/dlq", space)).Contains("nowhere.invalid", StringComparison.Ordinal), $"the worker buries the message of {space}: {programs["dispatcher"].Process.Output}");
        }

        await Eventually.IsTrueAsync(async () => (await TextAsync("/v2/topics", "default")).Contains("\"orders\"", StringComparison.Ordinal), $"the Topic of the samples is listed: {programs["operator"].Process.Output}");
        Assert.Contains("\"waiting\":", await TextAsync("/scaling", "default"), StringComparison.Ordinal);
    }

    /// <summary>Publishes to a host that does not exist, without retries.</summary>
    public async Task<HttpStatusCode> PublishAsync(string space = "default")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, UrlOf("/v2/publish/http://nowhere.invalid/"));
        request.Headers.Authorization = new("Bearer", Tokens.Of(space));
        request.Headers.Add("Upstash-Retries", "0");
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        foreach (var (process, _) in programs.Values)
        {
            await process.DisposeAsync();
        }
    }

    private void Start(Rendered rendered, string part, string project, DirectoryInfo? redisFiles, params string[] arguments)
    {
        var port = FreePort.Find();
        var environment = Variables.Resolved(rendered, part).ToDictionary(variable => variable.Key, variable => variable.Value.Replace("/etc/postrider/redis", redisFiles?.FullName, StringComparison.Ordinal));
        environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        environment["KUBECONFIG"] = Kubeconfig.Write(Path.GetTempFileName(), FreePort.Find(), authorityFile: null, token: "none").Path;
        programs[part] = (ChildProcess.Start("dotnet", [Checkout.Program(project, $"postrider-{project}"), .. arguments], environment), port);
    }

    private Uri UrlOf(string path) => new($"http://127.0.0.1:{programs["gateway"].Port}{path}");

    private async Task<string> TextAsync(string path, string space)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, UrlOf(path));
        request.Headers.Authorization = new("Bearer", Tokens.Of(space));
        using var answer = await http.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<HttpStatusCode?> GetAsync(int port, string path)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}{path}"));
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
