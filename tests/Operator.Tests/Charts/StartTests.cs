using Postrider.TestKit;
using Postrider.TestKit.Kubernetes;
using Postrider.TestKit.Processes;
using Postrider.TestKit.Redis;

namespace Postrider.Operator.Tests.Charts;

/// <summary>The programs start with exactly the environment that the chart gives them, outside development, and answer the probes.</summary>
public sealed class StartTests
{
    // As in a pod there is an API server to be found; that it does not answer must keep nothing from starting.
    private static Kubeconfig NoServer { get; } = Kubeconfig.Write(Path.GetTempFileName(), FreePort.Find(), authorityFile: null, token: "none");

    [Theory]
    [InlineData("operator", "postrider-operator", "--source=directory", "--path=config/samples")]
    [InlineData("gateway", "postrider-dispatcher")]
    [InlineData("dispatcher", "postrider-dispatcher")]
    public async Task A_program_starts_with_its_environment(string part, string assembly, params string[] arguments)
    {
        await using var redis = await RedisServer.StartAsync();
        var port = FreePort.Find();
        var rendered = Rendered.Of("created-keys");
        var environment = Variables.Resolved(rendered, part);
        environment["Redis__Configuration"] = redis.Configuration;
        environment["ASPNETCORE_URLS"] = environment["ASPNETCORE_URLS"].Replace("8080", $"{port}", StringComparison.Ordinal);
        environment["KUBECONFIG"] = NoServer.Path;
        var program = Checkout.Program(part == "operator" ? "operator" : "dispatcher", assembly);
        await using var process = ChildProcess.Start("dotnet", [program, .. arguments.Select(argument => argument.Replace("config/", Checkout.PathOf("config") + "/", StringComparison.Ordinal))], environment);
        using var http = new HttpClient();
        foreach (var path in ProbesOf(rendered, part))
        {
            await Eventually.IsTrueAsync(() => AnswersAsync(http, $"http://127.0.0.1:{port}{path}"), $"{path} of the {part}: {process.Output}");
        }
    }

    [Fact]
    public async Task The_tokens_of_the_Secret_open_the_gateway()
    {
        await using var redis = await RedisServer.StartAsync();
        var port = FreePort.Find();
        var environment = Variables.Resolved(Rendered.Of("created-keys"), "gateway");
        environment["Redis__Configuration"] = redis.Configuration;
        environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        environment["KUBECONFIG"] = NoServer.Path;
        await using var process = ChildProcess.Start("dotnet", [Checkout.Program("dispatcher", "postrider-dispatcher")], environment);
        using var http = new HttpClient();
        await Eventually.IsTrueAsync(() => AnswersAsync(http, $"http://127.0.0.1:{port}/healthz"), "the gateway answers");
        http.DefaultRequestHeaders.Authorization = new("Bearer", "second-token-of-the-test");
        Assert.True(await AnswersAsync(http, $"http://127.0.0.1:{port}/v2/queues"));
        http.DefaultRequestHeaders.Authorization = new("Bearer", "third-token-of-the-test");
        Assert.False(await AnswersAsync(http, $"http://127.0.0.1:{port}/v2/queues"));
    }

    private static IEnumerable<string> ProbesOf(Rendered rendered, string part)
    {
        var container = rendered.Pods().Select(pod => pod.Pod["containers"]![0]!).Single(container => container["name"]!.GetValue<string>() == part);
        return new[] { "startupProbe", "livenessProbe", "readinessProbe" }.Select(probe => container[probe]!["httpGet"]!["path"]!.GetValue<string>()).Distinct();
    }

    private static async Task<bool> AnswersAsync(HttpClient http, string url)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(url));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
