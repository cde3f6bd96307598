using Postrider.TestKit;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>The operator looks at one namespace, at several, or at all.</summary>
[Collection(KubeFixture.Collection)]
public sealed class ScopeTests(KubeFixture kube)
{
    private const string First = """{"url": "https://example.com/a"}""";
    private const string Second = """{"url": "https://example.com/b"}""";

    [Fact]
    public async Task SeveralNamespacesAreFollowedAndNoOther()
    {
        var (second, third) = (await NewAsync(), await NewAsync());
        await using var scene = await OperatorScene.StartAsync(kube, $"--Kubernetes:Namespaces:1={second.Space}");
        await third.CreateAsync("Endpoint", "shop", First);
        await IsFollowedAsync(scene, scene.Manifest);
        await IsFollowedAsync(scene, second);
        Assert.Null(await DefinitionAsync(scene, third));
    }

    [Fact]
    public async Task AllNamespacesAreFollowedThoseThatComeLaterToo()
    {
        await using var scene = await OperatorScene.StartAsync(kube, "--Kubernetes:Namespaces=");
        await IsFollowedAsync(scene, scene.Manifest);
        await IsFollowedAsync(scene, await NewAsync());
    }

    private async Task<Manifest> NewAsync() => new(kube.Server.Admin, await kube.Server.Admin.CreateNamespaceAsync());

    private static async Task IsFollowedAsync(OperatorScene scene, Manifest manifest)
    {
        await manifest.CreateAsync("Endpoint", "shop", First);
        await HasUrlAsync(scene, manifest, "https://example.com/a");
        await manifest.ChangeAsync("Endpoint", "shop", Second);
        await HasUrlAsync(scene, manifest, "https://example.com/b");
        await manifest.DeleteAsync("Endpoint", "shop");
        await Eventually.IsTrueAsync(async () => await DefinitionAsync(scene, manifest) is null, "it is removed");
    }

    private static Task HasUrlAsync(OperatorScene scene, Manifest manifest, string url) => Eventually.BecomesAsync(
        () => DefinitionAsync(scene, manifest), json => json?.Contains($"\"{url}\"", StringComparison.Ordinal) is true, $"its URL is {url}");

    private static async Task<string?> DefinitionAsync(OperatorScene scene, Manifest manifest) =>
        await scene.Redis.Database.HashGetAsync("{reg}e", $"{manifest.Space}/shop");
}
