using System.Diagnostics;
using Postrider.TestKit;
using Postrider.TestKit.Network;
using Postrider.TestKit.Operating;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>Of several operators one works, and no earlier one can undo what it does.</summary>
public sealed class LeaderTests(KubeFixture kube) : IClassFixture<KubeFixture>
{
    private const string First = """{"url": "https://example.com/a"}""";
    private const string Second = """{"url": "https://example.com/b"}""";
    private const string Quick = "--Leader:LeaseSeconds=5";
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task One_works_and_when_it_is_killed_the_other_does_within_the_lease_time()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await using var second = await StandByAsync(scene);
        await scene.Manifest.CreateAsync("Endpoint", "shop", First);
        await scene.IsLiveAsync("Endpoint", "shop");
        var lease = await LeaseAsync(scene);
        Assert.Equal(15, (int)lease["leaseDurationSeconds"]!);

        var killed = Stopwatch.GetTimestamp();
        await scene.Program.Process.KillAsync();
        await scene.Manifest.CreateAsync("Endpoint", "later", First);
        await Eventually.IsTrueAsync(async () => await scene.DefinitionAsync("Endpoint", "later") is not null, "the other works", TimeSpan.FromSeconds(45)); // three times what is promised
        Assert.True(Stopwatch.GetElapsedTime(killed) > TimeSpan.FromSeconds(5));
        Assert.Equal((long)lease["leaseTransitions"]! + 1, await NumberAsync(scene));
    }

    [Fact]
    public async Task One_that_is_asked_to_end_hands_over_at_once()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await using var second = await StandByAsync(scene);
        await scene.StopOperatorAsync();
        await scene.Manifest.CreateAsync("Endpoint", "shop", First);
        await Eventually.IsTrueAsync(async () => await scene.DefinitionAsync("Endpoint", "shop") is not null, "the other works", AtOnce);
        Assert.Equal(0, await second.Process.StopAsync(Eventually.Patience));
        Assert.Equal("", (string?)(await LeaseAsync(scene))["holderIdentity"]);
    }

    [Fact]
    public async Task One_that_stands_by_writes_nothing_to_Redis()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Redis.Database.ExecuteAsync("ACL", "SETUSER", "reader", "on", ">pw", "~*", "&*", "+@all", "-@write", "-@scripting");
        await using var second = await scene.BeginAnotherAsync(kube.Server.Port, $"{scene.Redis.Configuration},user=reader,password=pw");
        await second.WaitUntilReadyAsync();
        await scene.Manifest.CreateAsync("Endpoint", "shop", First);
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted");
        await Eventually.IsTrueAsync(async () => (await second.GetAsync("/resources")).Contains("Accepted", StringComparison.Ordinal), "it has seen all of it");
        Assert.Equal("0", (await scene.Redis.Database.ExecuteAsync("ACL", "LOG")).Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_leader_that_was_asleep_while_another_took_over_changes_nothing_and_stands_by()
    {
        await using var scene = await OperatorScene.SetAsync(kube, "--Leader:LeaseSeconds=12");
        await using var relay = new TcpRelay(scene.Redis.Port);
        await using var sleeper = await scene.BeginAnotherAsync(kube.Server.Port, $"127.0.0.1:{relay.Port}");
        await sleeper.WaitUntilReadyAsync();
        await scene.Manifest.CreateAsync("Topic", "orders", Topic("first"));
        await scene.IsLiveAsync("Topic", "orders");
        await scene.BeginOperatorAsync();
        await scene.Program.WaitUntilReadyAsync();
        var number = await NumberAsync(scene);

        var late = relay.Hold();
        await scene.Manifest.ChangeAsync("Topic", "orders", Topic("late"));
        await Eventually.IsTrueAsync(() => late.Has("https://example.com/late"), "its write is under way");
        sleeper.Process.Signal("STOP");
        await scene.Manifest.ChangeAsync("Topic", "orders", Topic("present"));
        await HasUrlAsync(scene, "present");
        var version = (long)await scene.Redis.Database.StringGetAsync("{reg}v");
        Assert.Equal(number + 1, await NumberAsync(scene));

        late.Release();
        await Eventually.IsTrueAsync(async () => await RefusalsAsync(scene) > 0, "Redis refuses what arrives late");
        sleeper.Process.Signal("CONT");
        await Eventually.IsTrueAsync(() => sleeper.Process.Output.Contains("stands by", StringComparison.Ordinal), $"it notices:\n{sleeper.Process.Output}");
        Assert.Equal(version, (long)await scene.Redis.Database.StringGetAsync("{reg}v"));
        Assert.Contains("example.com/present", (await scene.DefinitionAsync("Topic", "orders"))!.ToJsonString(), StringComparison.Ordinal);

        await scene.StopOperatorAsync();
        await scene.Manifest.ChangeAsync("Topic", "orders", Topic("after"));
        await HasUrlAsync(scene, "after"); // it leads again
        Assert.Equal(number + 2, await NumberAsync(scene));
    }

    [Fact]
    public async Task A_leader_without_the_server_is_none_after_a_while_and_goes_on_when_it_is_back()
    {
        await using var scene = await OperatorScene.StartAsync(kube, Quick, "--Kubernetes:CallSeconds=2", "--Kubernetes:SilenceSeconds=2");
        scene.Relay.Blackhole();
        await Eventually.IsTrueAsync(() => scene.Program.Process.Output.Contains("is over", StringComparison.Ordinal), "it does not lead for ever");
        scene.Relay.Pass();
        await scene.Manifest.CreateAsync("Endpoint", "shop", First);
        await Eventually.IsTrueAsync(async () => await scene.DefinitionAsync("Endpoint", "shop") is not null, "it leads again");
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted");
    }

    [Fact]
    public async Task What_Redis_knew_of_leaders_comes_back_after_a_flush()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", First);
        await scene.IsLiveAsync("Endpoint", "shop");
        var before = await FencesAsync(scene);
        Assert.Equal(5, before.Count(fence => fence.Length > 0)); // the registry and four partitions
        await scene.Redis.FlushAsync();
        await scene.IsLiveAsync("Endpoint", "shop");
        Assert.Equal(before, await FencesAsync(scene));
    }

    [Fact]
    public async Task A_Lease_that_was_made_anew_begins_above_what_Redis_has_seen()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.StopOperatorAsync();
        await scene.StartOperatorAsync();
        Assert.Equal(1, await NumberAsync(scene));
        await kube.Server.Admin.DeleteAsync(PathOf(scene));
        await scene.Manifest.CreateAsync("Endpoint", "shop", First);
        await Eventually.IsTrueAsync(async () => await NumberAsync(scene) == 2, "a number that nobody had");
        await scene.Manifest.ChangeAsync("Endpoint", "shop", Second);
        await scene.HasUrlAsync("shop", "https://example.com/b");
        Assert.Equal(2, (long)(await LeaseAsync(scene))["leaseTransitions"]!);
    }

    [Fact]
    public async Task A_label_that_somebody_puts_on_the_Lease_ends_no_leadership()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await kube.Server.Admin.MergeAsync(PathOf(scene), new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["labels"] = new System.Text.Json.Nodes.JsonObject { ["team"] = "a" } } });
        var renewed = (string?)(await LeaseAsync(scene))["renewTime"];
        await Eventually.IsTrueAsync(async () => (string?)(await LeaseAsync(scene))["renewTime"] != renewed, "it is renewed");
        Assert.Equal(0, (long)(await LeaseAsync(scene))["leaseTransitions"]!);
    }

    private async Task<OperatorProgram> StandByAsync(OperatorScene scene)
    {
        var second = await scene.BeginAnotherAsync(kube.Server.Port);
        await second.WaitUntilReadyAsync();
        await Eventually.IsTrueAsync(() => second.Process.Output.Contains("stands by", StringComparison.Ordinal), "it says so");
        return second;
    }

    private static string Topic(string path) => $$"""{"subscribers": [{"name": "one", "url": "https://example.com/{{path}}"}]}""";

    private static Task HasUrlAsync(OperatorScene scene, string path) => Eventually.IsTrueAsync(
        async () => (await scene.DefinitionAsync("Topic", "orders"))!.ToJsonString().Contains($"example.com/{path}\"", StringComparison.Ordinal), $"the Topic has {path}");

    private static string PathOf(OperatorScene scene) => $"/apis/coordination.k8s.io/v1/namespaces/{scene.Space}/leases/postrider-operator";

    private async Task<System.Text.Json.Nodes.JsonObject> LeaseAsync(OperatorScene scene) => (await kube.Server.Admin.FindAsync(PathOf(scene)))!["spec"]!.AsObject();

    private static async Task<long?> NumberAsync(OperatorScene scene) =>
        (long?)await scene.Redis.Database.HashGetAsync("{reg}fence", $"kubernetes/{scene.Space}/postrider-operator");

    private static async Task<IReadOnlyList<string>> FencesAsync(OperatorScene scene)
    {
        string[] tags = ["{reg}", "{0}", "{1}", "{2}", "{3}"];
        var values = await Task.WhenAll(tags.Select(tag => scene.Redis.Database.HashGetAsync(tag + "fence", $"kubernetes/{scene.Space}/postrider-operator")));
        return [.. values.Select(value => (string?)value ?? "")];
    }

    private static async Task<long> RefusalsAsync(OperatorScene scene)
    {
        var line = ((string)(await scene.Redis.Database.ExecuteAsync("INFO", "errorstats"))!).Split('\n').FirstOrDefault(line => line.StartsWith("errorstat_FENCED", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
