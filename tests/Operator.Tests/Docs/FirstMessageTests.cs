using System.Text.RegularExpressions;
using Postrider.TestKit;
using Postrider.TestKit.Kubernetes;
using Postrider.TestKit.Processes;
using Postrider.TestKit.Redis;

namespace Postrider.Operator.Tests.Docs;

/// <summary>The commands of the README lead from an empty API server to delivered messages; only addresses are those of the test.</summary>
public sealed partial class FirstMessageTests
{
    [Fact]
    public async Task Commands_copied_from_the_readme_deliver_a_message()
    {
        await using var server = await KubeApiServer.StartAsync();
        await using var redis = await RedisServer.StartAsync();
        var samples = Directory.CreateTempSubdirectory("postrider-samples-");
        var addresses = new Dictionary<string, string>
        {
            ["config/samples"] = samples.FullName,
            ["127.0.0.1:6379"] = redis.Configuration,
            ["127.0.0.1:8080"] = $"127.0.0.1:{FreePort.Find()}",
            ["127.0.0.1:9090"] = $"127.0.0.1:{FreePort.Find()}",
            ["~/.kube/config"] = server.AdminConfig.Path,
            ["make build"] = "true", // it is what this test runs from
            ["kubectl apply"] = "kubectl apply --validate=false", // CEL rules, which this server does not know
        };
        string With(string text) => addresses.Aggregate(text, (changed, address) => changed.Replace(address.Key, address.Value, StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(Checkout.PathOf("config", "samples")))
        {
            await File.WriteAllTextAsync(Path.Combine(samples.FullName, Path.GetFileName(file)), With(await File.ReadAllTextAsync(file)));
        }

        var script = With(string.Join('\n', Block("postrider-operator.dll"), UntilKnown, Block("kubectl apply -f config/samples"), UntilReady, Block("\"order\":41"), "wait"))
            .Replace("postrider-operator.dll", $"postrider-operator.dll --urls http://127.0.0.1:{FreePort.Find()}", StringComparison.Ordinal)
            .Replace("postrider-dispatcher.dll", $"postrider-dispatcher.dll --urls http://{addresses["127.0.0.1:8080"]}", StringComparison.Ordinal)
            .Replace("--receiver", $"--receiver --ports 1,2,{addresses["127.0.0.1:9090"].Split(':')[1]}", StringComparison.Ordinal);
        await using var shell = ChildProcess.Start("bash", ["-ec", $"cd {Checkout.Root}\n{script}"], new Dictionary<string, string> { ["KUBECONFIG"] = server.AdminConfig.Path });
        await Eventually.IsTrueAsync(
            () => new[] { "/billing", "/ledger", "/audit" }.All(path => shell.Output.Contains(path, StringComparison.Ordinal)) || shell.HasExited,
            $"what the Topic's subscribers get arrives", TimeSpan.FromMinutes(1));
        Assert.False(shell.HasExited, shell.Output);
        Assert.Contains("condition met", shell.Output, StringComparison.Ordinal);
        samples.Delete(recursive: true);
    }

    // Somebody who types takes longer than the server needs to serve a new definition, and than the dispatcher does to start.
    private const string UntilKnown = "until kubectl get pep,ptopic,psched; do sleep 0.2; done";
    private const string UntilReady = "until curl -sf http://127.0.0.1:8080/readyz; do sleep 0.2; done";

    private static string Block(string with) => Shell().Matches(File.ReadAllText(Checkout.PathOf("README.md"))).Select(match => match.Groups[1].Value).Single(text => text.Contains(with, StringComparison.Ordinal));

    [GeneratedRegex(@"^```sh\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Shell();
}
