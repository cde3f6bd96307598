using System.Text.Json.Nodes;
using Postrider.TestKit;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>Events tell of what changed, to whoever asks kubectl, and of nothing else.</summary>
[Collection(KubeFixture.Collection)]
public sealed class EventTests(KubeFixture kube)
{
    private const string Url = """{"url": "https://example.com/a"}""";

    [Fact]
    public async Task A_change_for_the_worse_and_back_is_told_in_order()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", Url);
        await TellsAsync(scene, "Normal Accepted x1");
        await scene.Manifest.ChangeAsync("Endpoint", "shop", """{"timeout": "0s"}""");
        await TellsAsync(scene, "Normal Accepted x1", "Warning Invalid x1");
        await scene.Manifest.ChangeAsync("Endpoint", "shop", """{"timeout": "5s"}""");
        await TellsAsync(scene, "Normal Accepted x2", "Warning Invalid x1");

        var shown = await kube.Server.Kubectl.RunAsync("-n", scene.Space, "describe", "pep", "shop");
        Assert.Matches(@"Warning +Invalid +[0-9a-z]+ +postrider-operator +spec\.timeout: ", shown);
        Assert.Matches(@"Normal +Accepted +[0-9a-z]+ \(x2 over [0-9a-z]+\) +postrider-operator", shown);
        var listed = await kube.Server.Kubectl.RunAsync("-n", scene.Space, "get", "events");
        Assert.Matches("Warning +Invalid +endpoint/shop +spec.timeout: ", listed);
    }

    [Fact]
    public async Task What_did_not_change_is_not_told_again()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", Url);
        await TellsAsync(scene, "Normal Accepted x1");
        await scene.StopOperatorAsync();
        await scene.StartOperatorAsync();
        await scene.Manifest.ChangeAsync("Endpoint", "shop", """{"timeout": "5s"}"""); // another spec, the same outcome
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted");
        await scene.Manifest.ChangeAsync("Endpoint", "shop", """{"suspend": true}""");
        await TellsAsync(scene, "Normal Accepted x1", "Normal Suspended x1");
    }

    [Fact]
    public async Task Without_the_right_to_tell_them_all_else_goes_on()
    {
        await using var scene = await OperatorScene.SetAsync(kube);
        await kube.Server.Kubectl.TryAsync(Accounts.WithoutEvents, "apply", "-f", "-");
        scene.Account = await Accounts.CreateAsync(kube.Server, scene.Space, "without-events");
        await scene.StartOperatorAsync();
        await scene.Manifest.CreateAsync("Endpoint", "shop", Url);
        await scene.Manifest.CreateAsync("Endpoint", "other", Url);
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted");
        await scene.HasReasonAsync("Endpoint", "other", "Accepted");
        await Eventually.IsTrueAsync(() => scene.Program.Process.Output.Contains("Events of resources are not told", StringComparison.Ordinal), "it is said once");
        Assert.Empty(await EventsAsync(scene));
        Assert.Equal(2, scene.Program.Process.Output.Split("Events of resources are not told").Length);
    }

    private async Task TellsAsync(OperatorScene scene, params string[] expected) => await Eventually.BecomesAsync(
        async () => string.Join(", ", await EventsAsync(scene)), seen => seen == string.Join(", ", expected.Order(StringComparer.Ordinal)), $"the events are {string.Join(", ", expected)}");

    private async Task<IReadOnlyList<string>> EventsAsync(OperatorScene scene)
    {
        var list = (await kube.Server.Admin.FindAsync($"/api/v1/namespaces/{scene.Space}/events"))!["items"]!.AsArray();
        return [.. list.Select(item => $"{item!["type"]} {item["reason"]} x{item["count"]}").Order(StringComparer.Ordinal)];
    }
}
