using System.Text;
using System.Text.Json.Nodes;
using Postrider.Core.Secrets;
using Postrider.TestKit;
using Postrider.TestKit.Processes;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>The Secret of tokens and keys: made when it is absent, left alone when it is there.</summary>
[Collection(KubeFixture.Collection)]
public sealed class KeysTests(KubeFixture kube)
{
    private const string WithSecret = """
        {"url": "https://example.com/a", "headers": [{"name": "X-Key", "valueFrom": {"secretKeyRef": {"name": "shop", "key": "token"}}}]}
        """;

    private static readonly string[] Settings =
    [
        "--environment=Production", "--Keys:Secret=postrider-keys", "--Keys:Tokens=2", "--Keys:ReadOnlyTokens=1", "--Keys:EncryptionKeyIds=old,new", "--Encryption:CurrentKeyId=new",
    ];

    [Fact]
    public async Task One_that_is_absent_is_made_with_everything_and_sealed_with()
    {
        await using var scene = await StartAsync(Settings);
        var values = await ValuesAsync(scene);
        string[] names = ["Auth__ReadOnlyTokens__0", "Auth__Tokens__0", "Auth__Tokens__1", "Encryption__Keys__new", "Encryption__Keys__old", "Signing__CurrentKey", "Signing__NextKey"];
        Assert.Equal(names, values.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(values.Count, values.Values.Distinct().Count());
        Assert.All(values.Where(value => value.Key.StartsWith("Signing", StringComparison.Ordinal)), value => Assert.Matches("^sig_[1-9A-HJ-NP-Za-km-z]{28}$", value.Value));
        Assert.All(values.Where(value => value.Key.StartsWith("Encryption", StringComparison.Ordinal)), value => Assert.Equal(32, Convert.FromBase64String(value.Value).Length));
        Assert.All(values.Where(value => value.Key.StartsWith("Auth", StringComparison.Ordinal)), value => Assert.Matches(
            """^{"UserID":"default","Password":"[0-9a-f]{64}"}$""", Encoding.UTF8.GetString(Convert.FromBase64String(value.Value))));

        await scene.Manifest.CreateSecretAsync("shop", "token", "s3cret");
        await scene.Manifest.CreateAsync("Endpoint", "shop", WithSecret);
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted");
        var sealedValue = (string)(await scene.DefinitionAsync("Endpoint", "shop"))!["headers"]![0]!["sealedValue"]!;
        Assert.StartsWith("new:", sealedValue, StringComparison.Ordinal);
        var box = new SecretBox(new EncryptionOptions { Keys = { ["new"] = values["Encryption__Keys__new"] } });
        Assert.Equal("s3cret", box.Open(sealedValue, SecretContext.EndpointHeader(scene.Space, "shop", "X-Key")));
        Assert.All(values.Values, value => Assert.DoesNotContain(value, scene.Program.Process.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_gateway_starts_with_it_and_its_token_opens()
    {
        await using var scene = await StartAsync(Settings);
        var environment = await ValuesAsync(scene);
        environment["Encryption__CurrentKeyId"] = "new";
        environment["DOTNET_ENVIRONMENT"] = "Production";
        var url = $"http://127.0.0.1:{FreePort.Find()}";
        await using var gateway = ChildProcess.Start(
            "dotnet", [Checkout.Program("dispatcher", "postrider-dispatcher"), "--urls", url, $"--Redis:Configuration={scene.Redis.Configuration}"], environment);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", environment["Auth__Tokens__1"]);
        await Eventually.IsTrueAsync(() => AnswersAsync(http, url + "/v2/keys"), $"the gateway answers: {gateway.Output}");
        Assert.Contains(environment["Signing__CurrentKey"], await http.GetStringAsync(new Uri(url + "/v2/keys")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_there_is_used_and_never_changed()
    {
        await using var scene = await StartAsync(Settings);
        var before = await FindAsync(scene);
        await scene.StopOperatorAsync();
        await scene.StartOperatorAsync();
        Assert.True(JsonNode.DeepEquals(before, await FindAsync(scene)));
    }

    [Fact]
    public async Task Of_two_that_start_at_once_both_use_the_same()
    {
        await using var scene = await SetAsync(Settings);
        await using var first = await scene.BeginAnotherAsync(kube.Server.Port);
        await using var second = await scene.BeginAnotherAsync(kube.Server.Port);
        await first.WaitUntilReadyAsync();
        await second.WaitUntilReadyAsync();
        Assert.Equal(1, $"{first.Process.Output}\n{second.Process.Output}".Split("was created").Length - 1);
    }

    [Fact]
    public async Task One_that_lacks_a_key_is_waited_for_and_not_filled_in()
    {
        await using var scene = await SetAsync(Settings);
        await scene.Manifest.CreateSecretAsync("postrider-keys", "Encryption__Keys__old", EncryptionOptions.DevelopmentKey);
        await scene.BeginOperatorAsync();
        await Eventually.IsTrueAsync(() => scene.Program.Process.Output.Contains("has no key Encryption__Keys__new", StringComparison.Ordinal), "it says what is missing");
        Assert.False(await scene.Program.AnswersAsync("/readyz"));
        await scene.Manifest.ChangeSecretAsync("postrider-keys", "Encryption__Keys__new", EncryptionOptions.DevelopmentKey);
        await scene.Program.WaitUntilReadyAsync();
        Assert.Equal(2, (await ValuesAsync(scene)).Count);
    }

    private async Task<OperatorScene> SetAsync(params string[] settings)
    {
        var scene = await OperatorScene.SetAsync(kube, settings);
        await kube.Server.Kubectl.RunAsync("create", "role", "keys", "-n", scene.Space, "--verb=create", "--resource=secrets");
        await kube.Server.Kubectl.RunAsync("create", "rolebinding", "keys", "-n", scene.Space, "--role=keys", "--group=system:serviceaccounts");
        return scene;
    }

    private async Task<OperatorScene> StartAsync(params string[] settings)
    {
        var scene = await SetAsync(settings);
        await scene.StartOperatorAsync();
        return scene;
    }

    private Task<JsonObject?> FindAsync(OperatorScene scene) => kube.Server.Admin.FindAsync($"/api/v1/namespaces/{scene.Space}/secrets/postrider-keys");

    private async Task<Dictionary<string, string>> ValuesAsync(OperatorScene scene) => (await FindAsync(scene))!["data"]!.AsObject()
        .ToDictionary(value => value.Key, value => Encoding.UTF8.GetString(Convert.FromBase64String((string)value.Value!)));

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
