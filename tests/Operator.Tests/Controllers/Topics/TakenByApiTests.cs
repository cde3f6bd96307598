using System.Net;
using System.Text;
using Postrider.TestKit.Dispatching;
using static Postrider.Operator.Tests.Sources.Directory.FolderScene;

namespace Postrider.Operator.Tests.Controllers.Topics;

/// <summary>URL groups made through the API and Topic resources of the same names.</summary>
public sealed class TakenByApiTests
{
    private const string Declared = "{ name: declared, url: \"https://declared.example\" }";

    [Fact]
    public async Task A_Topic_whose_name_the_api_has_says_what_to_do_and_takes_its_place_when_the_group_is_deleted()
    {
        await using var scene = await StartAsync();
        await using var dispatcher = await Dispatcher.StartAsync(scene.Redis.Configuration, "--Roles=gateway");
        Assert.Equal(HttpStatusCode.OK, await AddAsync(dispatcher, "orders"));
        scene.Write("a.yaml", Topic("orders", Declared) + Topic("free", Declared));
        var view = await scene.HasReasonAsync("Topic", "orders", "NameTaken");
        Assert.Contains("Topic 'orders' of namespace 'default' was made through the API. Delete it there (DELETE /v2/topics/orders)", (string?)view["message"], StringComparison.Ordinal);
        Assert.Equal("False", (string?)view["ready"]);
        await scene.HasReasonAsync("Topic", "free", "Accepted");
        Assert.Equal("https://made.example", await UrlAsync(dispatcher, "orders"));
        Assert.Equal(HttpStatusCode.OK, await AddAsync(dispatcher, "orders")); // it stays the API's to change
        Assert.Equal(HttpStatusCode.OK, (await dispatcher.Api.DeleteAsync("/v2/topics/orders")).Status);
        await scene.BecomesAsync("t", "orders", found => (string?)found?["source"] == "directory");
        await scene.HasReasonAsync("Topic", "orders", "Accepted");
        Assert.Equal("https://declared.example", await UrlAsync(dispatcher, "orders"));
        Assert.Equal(HttpStatusCode.Conflict, await AddAsync(dispatcher, "orders"));
        Assert.Equal(HttpStatusCode.Conflict, (await dispatcher.Api.DeleteAsync("/v2/topics/orders")).Status);
    }

    [Fact]
    public async Task What_the_api_made_outlives_restarts_resyncs_and_the_removal_of_a_resource_of_its_name()
    {
        await using var scene = await StartAsync(("a.yaml", Topic("declared", Declared)));
        await using var dispatcher = await Dispatcher.StartAsync(scene.Redis.Configuration, "--Roles=gateway");
        await AddAsync(dispatcher, "orders");
        await AddAsync(dispatcher, "made");
        scene.Write("b.yaml", Topic("orders", Declared));
        await scene.HasReasonAsync("Topic", "orders", "NameTaken");
        await scene.StopOperatorAsync();
        await scene.StartOperatorAsync();
        await scene.HasReasonAsync("Topic", "orders", "NameTaken");
        scene.Delete("b.yaml");
        await TestKit.Eventually.BecomesAsync(() => scene.ViewAsync("Topic", "orders"), found => found.AsObject().Count == 0, "the resource is gone");
        await scene.Redis.Database.KeyDeleteAsync("{reg}complete"); // everything is written and pruned anew
        await TestKit.Eventually.IsTrueAsync(async () => await scene.Redis.Database.KeyExistsAsync("{reg}complete"), "the registry is complete again");
        Assert.Equal("https://made.example", await UrlAsync(dispatcher, "orders"));
        Assert.Equal("https://made.example", await UrlAsync(dispatcher, "made"));
        Assert.Equal(["declared", "made", "orders"], (await dispatcher.Api.GetAsync("/v2/topics")).Json!.AsArray().Select(topic => (string)topic!["name"]!));
    }

    private static async Task<HttpStatusCode> AddAsync(Dispatcher dispatcher, string topic) => (await dispatcher.Api.SendAsync(
        HttpMethod.Post, $"/v2/topics/{topic}/endpoints", Encoding.UTF8.GetBytes("""{"endpoints":[{"url":"https://made.example"}]}"""))).Status;

    // As a publish has it, which must agree with what is read.
    private static async Task<string> UrlAsync(Dispatcher dispatcher, string topic)
    {
        var published = await dispatcher.Api.PublishAsync(topic, "", "Upstash-Delay: 1h");
        var url = (string)Assert.Single(published.Json!.AsArray())!["url"]!;
        Assert.Equal(url, (string)(await dispatcher.Api.GetAsync($"/v2/topics/{topic}")).Json!["endpoints"]![0]!["url"]!);
        return url;
    }
}
