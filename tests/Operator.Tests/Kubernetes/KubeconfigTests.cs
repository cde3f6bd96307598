using System.Text.Json.Nodes;
using Postrider.TestKit.Kubernetes;

namespace Postrider.Operator.Tests.Kubernetes;

[Collection(KubeFixture.Collection)]
public sealed class KubeconfigTests(KubeFixture kube)
{
    [Fact]
    public async Task SeveralFilesAreMergedAndThoseThatAreNotThereArePassedOver()
    {
        await using var scene = await OperatorScene.SetAsync(kube);
        scene.Account = async port => Split(await kube.OperatorConfigAsync(port));
        await scene.StartOperatorAsync();
        await scene.Manifest.CreateAsync("Endpoint", "shop", """{"url": "https://example.com/a"}""");
        await scene.IsLiveAsync("Endpoint", "shop");
    }

    // The server in one file, who we are in the other.
    private static Kubeconfig Split(Kubeconfig whole)
    {
        var (first, second) = (Parse(whole), Parse(whole));
        first.Remove("users");
        second.Remove("clusters");
        File.WriteAllText(whole.Path + ".1", first.ToJsonString());
        File.WriteAllText(whole.Path + ".2", second.ToJsonString());
        return new Kubeconfig(string.Join(Path.PathSeparator, "/no/such/file", whole.Path + ".1", whole.Path + ".2"));
    }

    private static JsonObject Parse(Kubeconfig config) => JsonNode.Parse(File.ReadAllText(config.Path))!.AsObject();
}
