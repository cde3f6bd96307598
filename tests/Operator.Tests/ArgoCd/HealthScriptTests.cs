using System.Diagnostics;
using System.Text.Json.Nodes;
using Postrider.Operator.Tests.Kubernetes;
using Postrider.TestKit;
using Postrider.TestKit.Kubernetes;

namespace Postrider.Operator.Tests.ArgoCd;

/// <summary>Argo CD's script over every state that resources go through in a real run: it says the same as kstatus, and what is suspended besides.</summary>
[Collection(KubeFixture.Collection)]
public sealed class HealthScriptTests(KubeFixture kube)
{
    private const string Url = """{"url": "https://example.com/a"}""";
    private static readonly string Script = File.ReadAllText(Checkout.PathOf("config", "argocd", "health.lua"));

    [Fact]
    public async Task It_agrees_with_kstatus_over_all_that_was_recorded()
    {
        var states = await RecordAsync();
        var answers = await LuaScript.RunAsync(Script, states);
        Assert.Equal(states.Count, answers.Count);
        foreach (var (state, answer) in states.Zip(answers))
        {
            Assert.True(Expected(state) == answer.Status, $"{answer}: {state.ToJsonString()}");
        }

        string[] all = ["Degraded", "Healthy", "Progressing", "Suspended"];
        Assert.Equal(all, answers.Select(answer => answer.Status).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(answers, answer => answer.Message.StartsWith("Invalid: spec.timeout: ", StringComparison.Ordinal));
        Assert.Equal(Enum.GetValues<KstatusVerdict>().Order(), states.Select(Kstatus.Compute).Distinct().Order());
    }

    [Theory]
    [InlineData("Endpoint")]
    [InlineData("Topic")]
    [InlineData("Schedule")]
    public void The_config_map_to_install_has_the_script_for_each_kind(string kind)
    {
        var map = Operator.Sources.Directory.YamlReader.Read(File.ReadAllText(Checkout.PathOf("config", "argocd", "argocd-cm.yaml")))[0].Document;
        Assert.Equal(("ConfigMap", "argocd-cm"), ((string?)map["kind"], (string?)map["metadata"]!["name"]));
        Assert.Equal(Script, (string?)map["data"]![$"resource.customizations.health.postrider.dev_{kind}"]);
    }

    [Fact]
    public async Task The_command_of_the_page_installs_it_beside_what_is_there()
    {
        var page = await File.ReadAllTextAsync(Checkout.PathOf("docs", "argocd.md"));
        Assert.Contains(await File.ReadAllTextAsync(Checkout.PathOf("config", "argocd", "argocd-cm.yaml")), page, StringComparison.Ordinal);
        var command = page.Split("```sh\n")[1].Split("\n```")[0];
        await kube.Server.Admin.PostAsync("/api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "argocd" } });
        await kube.Server.Admin.PostAsync(
            "/api/v1/namespaces/argocd/configmaps", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "argocd-cm" }, ["data"] = new JsonObject { ["url"] = "https://argocd.example.com" } });
        var info = new ProcessStartInfo("bash", ["-c", command]) { WorkingDirectory = Checkout.Root, RedirectStandardError = true };
        info.Environment["KUBECONFIG"] = kube.Server.AdminConfig.Path;
        using var process = Process.Start(info)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
        var data = (await kube.Server.Admin.FindAsync("/api/v1/namespaces/argocd/configmaps/argocd-cm"))!["data"]!.AsObject();
        Assert.Equal((4, Script, "https://argocd.example.com"), (data.Count, (string?)data["resource.customizations.health.postrider.dev_Topic"], (string?)data["url"]));
    }

    private static string Expected(JsonObject state) => Kstatus.Compute(state) switch
    {
        KstatusVerdict.Current => state["status"]!["conditions"]!.AsArray().Any(condition => (string?)condition!["reason"] == "Suspended") ? "Suspended" : "Healthy",
        KstatusVerdict.Failed => "Degraded",
        _ => "Progressing",
    };

    private async Task<IReadOnlyList<JsonObject>> RecordAsync()
    {
        await using var scene = await OperatorScene.SetAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", Url); // seen by nobody yet
        await scene.StartOperatorAsync();
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted");
        await SucceedAsync(scene);
        await FailAsync(scene);
        await kube.Server.Admin.MergeAsync(PathOf(scene, "endpoints", "shop"), new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray("example.com/test") } });
        await scene.Manifest.DeleteAsync("Endpoint", "shop");
        await Eventually.IsTrueAsync(() => scene.Recorder.States.Any(state => state["metadata"]!["deletionTimestamp"] is not null), "it is being deleted");
        await kube.Server.Admin.MergeAsync(PathOf(scene, "endpoints", "shop"), new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } });
        return scene.Recorder.States;
    }

    private static async Task SucceedAsync(OperatorScene scene)
    {
        await scene.Manifest.CreateAsync("Topic", "orders", """{"subscribers": [{"name": "shop", "endpointRef": {"name": "shop"}}]}""");
        await scene.Manifest.CreateAsync("Topic", "nobody", """{"subscribers": []}""");
        await scene.Manifest.CreateAsync("Schedule", "paused", """{"cron": "0 0 1 1 *", "suspend": true, "destination": {"endpointRef": {"name": "shop"}}}""");
        await scene.HasReasonAsync("Topic", "orders", "Accepted");
        await scene.HasReasonAsync("Topic", "nobody", "NoSubscribers");
        await scene.HasReasonAsync("Schedule", "paused", "Suspended");
        await scene.Manifest.ChangeAsync("Endpoint", "shop", """{"suspend": true}""");
        await scene.HasReasonAsync("Endpoint", "shop", "Suspended");
    }

    private async Task FailAsync(OperatorScene scene)
    {
        await scene.Manifest.CreateAsync("Schedule", "early", """{"cron": "0 0 1 1 *", "destination": {"endpointRef": {"name": "late"}}}""");
        await scene.HasReasonAsync("Schedule", "early", "EndpointNotFound");
        await scene.Manifest.ChangeAsync("Endpoint", "shop", """{"timeout": "0s"}""");
        await scene.HasReasonAsync("Endpoint", "shop", "Invalid");

        // A minute later, as the status tells it: then another look comes to another end.
        var status = (await scene.Manifest.FindAsync("Schedule", "early"))!["status"]!;
        status["conditions"]!.AsArray().Single(condition => (string?)condition!["type"] == "Reconciling")!["lastTransitionTime"] = "2026-01-01T00:00:00Z";
        await kube.Server.Admin.MergeAsync(PathOf(scene, "schedules", "early") + "/status", new JsonObject { ["status"] = status.DeepClone() });
        await kube.Server.Admin.MergeAsync(PathOf(scene, "schedules", "early"), new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["look"] = "again" } } });
        await Eventually.IsTrueAsync(
            async () => Kstatus.Compute((await scene.Manifest.FindAsync("Schedule", "early"))!) == KstatusVerdict.Failed, "nobody waits for it any longer");
        await scene.Manifest.CreateAsync("Endpoint", "late", Url);
        await scene.HasReasonAsync("Schedule", "early", "Accepted");
    }

    private static string PathOf(OperatorScene scene, string plural, string name) => $"/apis/postrider.dev/v1alpha1/namespaces/{scene.Space}/{plural}/{name}";
}
