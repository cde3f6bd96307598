using System.Net;
using Postrider.Core.Model;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Topic and Endpoint resources beside URL groups.</summary>
[Collection(nameof(RunningPair))]
public sealed class TopicResourcesTests(RunningPair pair)
{
    private const string Url = "https://a.example/in";
    private readonly string name = $"declared-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_Topic_resource_is_shown_with_its_subscribers_and_the_urls_of_their_Endpoints()
    {
        var labels = new Dictionary<string, string> { [name] = "x" };
        await pair.Declared.EndpointAsync("default", name + "-b", Url + "/b");
        await pair.Declared.EndpointAsync("default", name + "-secret", null);
        await pair.Declared.EndpointAsync("default", name + "-c", Url + "/c", endpoint => endpoint with { Labels = labels });
        await pair.Declared.TopicAsync(
            "default", name, new TopicSubscriber { Name = "z", Url = Url }, new TopicSubscriber { Name = "b", Endpoint = name + "-b" },
            new TopicSubscriber { Name = "s", Endpoint = name + "-secret" }, new TopicSubscriber { Name = "m", Endpoint = "missing" }, new TopicSubscriber { Name = "l", MatchLabels = labels });
        var expected = $$"""[{"name":"z","url":"{{Url}}"},{"name":"b","url":"{{Url}}/b"},{"name":"s","url":"endpoint/{{name}}-secret"},{"name":"m","url":"endpoint/missing"},{"name":"{{name}}-c","url":"{{Url}}/c"}]""";
        var shown = (await pair.Second.Api.GetAsync($"/v2/topics/{name}")).Json!;
        Assert.Equal(expected, shown["endpoints"]!.ToJsonString());
        Assert.InRange((long)shown["createdAt"]!, 1, (long)shown["updatedAt"]!);
        var names = await pair.Api.TopicNamesAsync();
        Assert.Contains(name, names);
        Assert.DoesNotContain(name + "-b", names);
        using var other = pair.As("testUser1");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/v2/topics/{name}")).Status);
    }

    [Fact]
    public async Task Every_write_to_a_Topic_resource_is_a_409_that_names_it_and_changes_nothing()
    {
        await pair.Declared.TopicAsync("default", name, new TopicSubscriber { Name = "z", Url = Url });
        await RefusesWritesAsync("Topic");
        Assert.Equal($$"""[{"name":"z","url":"{{Url}}"}]""", await pair.Api.EndpointsAsync(name));
        using var other = pair.As("testUser1");
        Assert.Equal(HttpStatusCode.OK, (await other.AddAsync(name, Url)).Status); // a name is taken in its own namespace only
        Assert.Equal(HttpStatusCode.OK, (await other.DeleteAsync($"/v2/topics/{name}")).Status);
    }

    [Fact]
    public async Task Every_write_to_the_name_of_an_Endpoint_is_a_409_that_names_it()
    {
        await pair.Declared.EndpointAsync("default", name, Url);
        await RefusesWritesAsync("Endpoint");
        Assert.Equal(HttpStatusCode.NotFound, (await pair.Api.GetAsync($"/v2/topics/{name}")).Status);
        await pair.Declared.Writer.RemoveAsync(ResourceKind.Endpoint, new("default", name), TestKit.Registry.Declarations.Source, default);
        await TestKit.Eventually.IsTrueAsync(
            async () => (await pair.Second.Api.PublishAsync($"endpoint/{name}")).Status == HttpStatusCode.NotFound, "the other gateway has heard that the Endpoint is gone");
        Assert.Equal(HttpStatusCode.OK, (await pair.Api.AddAsync(name, Url)).Status);
        Assert.Single((await pair.Second.Api.PublishAsync(name, "", "Upstash-Delay: 1h")).Json!.AsArray());
        await pair.Api.DeleteAsync($"/v2/topics/{name}");
    }

    [Fact]
    public async Task A_group_older_than_the_Endpoint_of_its_name_is_still_changed_and_removed()
    {
        await pair.Api.AddAsync(name, Url);
        await pair.Declared.EndpointAsync("default", name, Url);
        Assert.Equal(HttpStatusCode.BadRequest, (await pair.Second.Api.PublishAsync(name)).Status); // either could be meant
        Assert.Single((await pair.Second.Api.PublishAsync($"topic/{name}", "", "Upstash-Delay: 1h")).Json!.AsArray());
        Assert.Equal(HttpStatusCode.OK, (await pair.Api.AddAsync(name, Url + "/2")).Status);
        Assert.Equal(HttpStatusCode.OK, (await pair.Api.DeleteAsync($"/v2/topics/{name}")).Status);
        Assert.StartsWith("msg_", (await pair.Second.Api.PublishAsync(name, "", "Upstash-Delay: 1h")).MessageId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_of_another_namespace_is_published_to_by_name_and_namespace()
    {
        using var other = pair.As("testUser1");
        await other.AddAsync(name, Url);
        var answer = await pair.Second.Api.PublishAsync($"{name}.testuser1", "", "Upstash-Delay: 1h");
        var id = (string)answer.Json![0]!["messageId"]!;
        Assert.Equal(HttpStatusCode.NotFound, (await pair.Api.GetAsync($"/v2/messages/{id}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await other.DeleteAsync($"/v2/messages/{id}")).Status);
        await other.DeleteAsync($"/v2/topics/{name}");
    }

    private async Task RefusesWritesAsync(string kind)
    {
        var answers = new[]
        {
            await pair.Api.AddAsync(name, Url), await pair.Second.Api.RemoveAsync(name, "z="), await pair.Second.Api.DeleteAsync($"/v2/topics/{name}"),
            await pair.Api.PatchAsync(name, """{"Upstash-Retries":"3"}"""),
        };
        Assert.All(answers, answer =>
        {
            Assert.Equal(HttpStatusCode.Conflict, answer.Status);
            Assert.Contains($"{kind} '{name}' of namespace 'default'", answer.Error, StringComparison.Ordinal);
        });
    }
}
