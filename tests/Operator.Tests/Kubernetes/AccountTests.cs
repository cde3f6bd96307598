namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>The operator's account may do what the operator does, and nothing else.</summary>
[Collection(KubeFixture.Collection)]
public sealed class AccountTests(KubeFixture kube)
{
    private const string Account = "system:serviceaccount:postrider-system:postrider-operator";

    [Theory]
    [InlineData("watch", "endpoints.postrider.dev", true)]
    [InlineData("patch", "topics.postrider.dev/status", true)]
    [InlineData("create", "events", true)]
    [InlineData("patch", "events", true)]
    [InlineData("list", "events", false)]
    [InlineData("delete", "events", false)]
    [InlineData("get", "secrets", true)]
    [InlineData("patch", "topics.postrider.dev", false)]
    [InlineData("update", "schedules.postrider.dev/status", false)]
    [InlineData("delete", "endpoints.postrider.dev", false)]
    [InlineData("create", "secrets", false)]
    [InlineData("update", "secrets", false)]
    [InlineData("get", "endpoints", false)]
    [InlineData("list", "pods", false)]
    public async Task MayDoOnlyWhatItDoes(string verb, string resource, bool allowed)
    {
        var parts = resource.Split('/');
        string[] subresource = parts.Length == 2 ? ["--subresource", parts[1]] : [];
        var (code, answer) = await kube.Server.Kubectl.TryAsync("", ["auth", "can-i", verb, parts[0], .. subresource, "--as", Account, "--all-namespaces"]);
        Assert.True(allowed == (code == 0), answer);
    }
}
