using Postrider.Core.Secrets;
using Postrider.Operator.Tests.Sources.Directory;
using Postrider.TestKit;
using static Postrider.Operator.Tests.Sources.Directory.FolderScene;

namespace Postrider.Operator.Tests.Controllers;

/// <summary>Secret values reach Redis sealed, and nothing else.</summary>
public sealed class SecretTests
{
    private const string Value = "hush-4711";
    private const string Spec = """
        urlFrom: { secretKeyRef: { name: keys, key: url } }, headers: [{ name: X-Token, valueFrom: { prefix: "Bearer ", secretKeyRef: { name: keys, key: token } } }]
        """;

    [Fact]
    public async Task Values_are_sealed_and_seen_nowhere()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", Spec) + Keys(Value)));
        await scene.HasReasonAsync("Endpoint", "one", "Accepted");
        var definition = (await scene.FindAsync("e", "one"))!;
        var options = new EncryptionOptions { Keys = { ["development"] = EncryptionOptions.DevelopmentKey } };
        var box = new SecretBox(options);
        Assert.Equal($"http://127.0.0.1:9/{Value}", box.Open((string)definition["sealedUrl"]!, SecretContext.EndpointUrl("default", "one")));
        Assert.Equal($"Bearer {Value}", box.Open((string)definition["headers"]![0]!["sealedValue"]!, SecretContext.EndpointHeader("default", "one", "X-Token")));
        Assert.DoesNotContain(Value, definition.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Value, await scene.Program.GetAsync("/resources"), StringComparison.Ordinal);
        Assert.DoesNotContain(Value, scene.Program.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_a_restart_nor_a_status_seals_anew()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", Spec) + Keys(Value)));
        await scene.HasReasonAsync("Endpoint", "one", "Accepted");
        var version = await scene.VersionAsync();
        await scene.StopOperatorAsync();
        await scene.StartOperatorAsync();
        await scene.HasReasonAsync("Endpoint", "one", "Accepted");
        Assert.Equal(version, await scene.VersionAsync());
    }

    [Fact]
    public async Task What_another_operator_sealed_is_kept_once_it_is_in_Redis()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", Spec) + Keys(Value)));
        var theirs = (await scene.FindAsync("e", "one"))!;
        await scene.Redis.FlushAsync();
        await Eventually.IsTrueAsync(async () => (string?)(await scene.FindAsync("e", "one"))?["sealedUrl"] == (string?)theirs["sealedUrl"], "it is back", TimeSpan.FromSeconds(30));
        var box = new SecretBox(new EncryptionOptions { Keys = { ["development"] = EncryptionOptions.DevelopmentKey } });
        theirs["sealedUrl"] = box.Seal($"http://127.0.0.1:9/{Value}", SecretContext.EndpointUrl("default", "one"));
        await scene.Redis.Database.HashSetAsync("{reg}e", "default/one", theirs.ToJsonString());
        await scene.Redis.Database.KeyDeleteAsync("{reg}complete"); // has everything written again
        await Eventually.IsTrueAsync(async () => await scene.Redis.Database.KeyExistsAsync("{reg}complete"), "the registry is complete");
        Assert.Equal((string?)theirs["sealedUrl"], (string?)(await scene.FindAsync("e", "one"))!["sealedUrl"]);
    }

    [Fact]
    public async Task A_changed_value_is_sealed_anew()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", Spec)), ("b.yaml", Keys(Value)));
        var before = (string)(await scene.FindAsync("e", "one"))!["sealedUrl"]!;
        scene.Write("b.yaml", Keys("other"));
        await scene.BecomesAsync("e", "one", found => (string?)found!["sealedUrl"] != before);
    }

    [Fact]
    public async Task A_value_that_cannot_be_used_is_refused_without_being_repeated()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", Spec) + Secret("keys", $"url: \"ftp://{Value}\", token: x")));
        var view = await scene.HasReasonAsync("Endpoint", "one", "Invalid");
        Assert.StartsWith("spec.urlFrom.secretKeyRef:", (string?)view["message"], StringComparison.Ordinal);
        Assert.DoesNotContain(Value, scene.Program.Process.Output + view.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_Secret_is_missing_suspend_holds_what_was_live_and_resuming_waits()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", Spec)), ("b.yaml", Keys(Value)));
        await scene.HasReasonAsync("Endpoint", "one", "Accepted");
        scene.Delete("b.yaml");
        await scene.HasReasonAsync("Endpoint", "one", "SecretNotFound");
        scene.Write("a.yaml", Endpoint("one", "suspend: true, timeout: 7s, " + Spec));
        var held = await scene.BecomesAsync("e", "one", found => (bool)found!["suspend"]!);
        Assert.False(held!["timeoutMs"]?.GetValue<long>() == 7000); // nothing else of what is wrong is obeyed
        await Eventually.IsTrueAsync(
            async () => ((string?)(await scene.ViewAsync("Endpoint", "one"))["message"])?.EndsWith("Deliveries are held, as spec.suspend says.", StringComparison.Ordinal) == true, "the status says so");
        scene.Write("a.yaml", Endpoint("one", Spec));
        await Eventually.IsTrueAsync(
            async () => ((string?)(await scene.ViewAsync("Endpoint", "one"))["message"])?.EndsWith("says.", StringComparison.Ordinal) == false, "the edit was taken");
        Assert.True((bool)(await scene.FindAsync("e", "one"))!["suspend"]!);
        scene.Write("b.yaml", Keys(Value));
        await scene.BecomesAsync("e", "one", found => found!["suspend"]?.GetValue<bool>() is not true);
    }

    [Fact]
    public async Task A_value_that_is_no_text_is_told_and_not_used()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", Spec)), ("b.yaml", Secret("keys", "url: http://127.0.0.1:9/, token: 0123456")));
        await scene.HasReasonAsync("Endpoint", "one", "SecretKeyNotFound");
        await Eventually.IsTrueAsync(
            () => scene.Program.Process.Output.Contains("Secret default/keys: stringData.token must be a string (quote it)", StringComparison.Ordinal), $"the log names it:\n{scene.Program.Process.Output}");
    }

    [Fact]
    public async Task One_without_the_label_is_not_found_as_on_a_server()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", Spec)), ("b.yaml", Keys(Value).Replace("\"true\"", "\"no\"", StringComparison.Ordinal)));
        var view = await scene.HasReasonAsync("Endpoint", "one", "SecretNotFound");
        Assert.Contains("the label postrider.dev/use: \"true\"", (string?)view["message"], StringComparison.Ordinal);
        scene.Write("b.yaml", Keys(Value));
        await scene.HasReasonAsync("Endpoint", "one", "Accepted");
    }

    [Fact]
    public async Task Without_a_key_nothing_is_sealed_and_that_is_said()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", Spec) + Keys(Value)));
        await scene.StopOperatorAsync();
        await scene.Redis.FlushAsync();
        await scene.StartOperatorAsync("--environment=Production");
        var view = await scene.HasReasonAsync("Endpoint", "one", "NoEncryptionKey");
        Assert.Contains("Encryption:Keys", (string?)view["message"], StringComparison.Ordinal);
        Assert.Null(await scene.FindAsync("e", "one"));
    }

    private static string Keys(string value) => Secret("keys", $"url: \"http://127.0.0.1:9/{value}\", token: {value}");
}
