using System.Text.RegularExpressions;
using Postrider.TestKit;
using Postrider.TestKit.Kubernetes;
using Postrider.TestKit.Processes;

namespace Postrider.Operator.Tests.Docs;

/// <summary>The commands of <c>docs/uninstall.md</c> leave what the page says, and nothing else.</summary>
public sealed partial class UninstallPageTests
{
    [Fact]
    public async Task First_the_programs_go_then_everything()
    {
        await using var server = await KubeApiServer.StartAsync();
        await using var manager = ControllerManager.Start(server);
        await server.Kubectl.TryAsync("", "apply", "--validate=false", "-k", Checkout.PathOf("config", "default")); // an old server lacks the kind of budgets
        var commands = Shell().Matches(await File.ReadAllTextAsync(Checkout.PathOf("docs", "uninstall.md"))).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(2, commands.Count);

        await RunAsync(server, commands[0]);
        Assert.Equal(["networkpolicies/postrider-redis", "services/postrider-redis", "statefulsets/postrider-redis"], await LeftAsync(server));

        await RunAsync(server, commands[1]);
        await Eventually.BecomesAsync(() => LeftAsync(server), left => left.Count == 0, "all is gone");
        await Eventually.IsTrueAsync(async () => await server.Admin.FindAsync("/api/v1/namespaces/postrider-system") is null, "the namespace is gone", TimeSpan.FromMinutes(1));
        var definitions = (await server.Admin.FindAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions"))!["items"]!.AsArray();
        Assert.Empty(definitions);
    }

    private static async Task<IReadOnlyList<string>> LeftAsync(KubeApiServer server)
    {
        string[] kinds = ["/apis/apps/v1/{0}/deployments", "/apis/networking.k8s.io/v1/{0}/networkpolicies", "/api/v1/{0}/services", "/apis/apps/v1/{0}/statefulsets"];
        var left = new List<string>();
        foreach (var kind in kinds.Select(kind => kind.Replace("{0}", "namespaces/postrider-system", StringComparison.Ordinal)))
        {
            var items = (await server.Admin.FindAsync(kind))?["items"]?.AsArray() ?? [];
            left.AddRange(items.Select(item => $"{kind.Split('/')[^1]}/{item!["metadata"]!["name"]}"));
        }

        return left;
    }

    private static async Task RunAsync(KubeApiServer server, string command)
    {
        await using var shell = ChildProcess.Start("bash", ["-c", $"cd {Checkout.Root}\n{command}"], new Dictionary<string, string> { ["KUBECONFIG"] = server.AdminConfig.Path });
        await shell.WaitForExitAsync(TimeSpan.FromMinutes(3));
    }

    [GeneratedRegex(@"^```sh\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Shell();
}
