using System.Net;
using System.Text.Json.Nodes;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

[Collection(nameof(RunningPair))]
public sealed class TopicsTests(RunningPair pair) : IAsyncLifetime
{
    private const string Url = "https://a.example/1";
    private readonly string name = $"group-{Guid.NewGuid():N}";
    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync()
    {
        Assert.Equal(HttpStatusCode.OK, (await pair.Api.DeleteAsync($"/v2/topics/{name}")).Status);
        await receiver.DisposeAsync();
    }

    [Fact]
    [ProtocolItem(81, 82)]
    public async Task Adding_endpoints_makes_the_group_and_they_are_read_exactly_as_they_were_added()
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Assert.Equal(HttpStatusCode.OK, (await pair.Api.AddAsync(name, Url, "two=https://a.example/2?x=%2F&y=z", "three=https://a.example")).Status);
        var group = (await pair.Second.Api.GetAsync($"/v2/topics/{name}")).Json!;
        Assert.Equal(name, (string)group["name"]!);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""[{"url":"https://a.example/1"},{"name":"two","url":"https://a.example/2?x=%2F&y=z"},{"name":"three","url":"https://a.example"}]"""), group["endpoints"]));
        Assert.InRange((long)group["createdAt"]!, before - 1000, before + 60_000);
        Assert.Equal((long)group["createdAt"]!, (long)group["updatedAt"]!);
    }

    [Fact]
    [ProtocolItem(83)]
    public async Task Adding_the_same_url_again_does_not_duplicate()
    {
        await pair.Api.AddAsync(name, Url, "two=https://a.example/2");
        await pair.Second.Api.AddAsync(name, Url, "https://a.example/2");
        await pair.Api.AddAsync(name, "named=" + Url, "two=https://a.example/3");
        Assert.Equal("""[{"name":"named","url":"https://a.example/1"},{"name":"two","url":"https://a.example/3"}]""", await pair.Second.Api.EndpointsAsync(name));
    }

    [Fact]
    [ProtocolItem(84, 88)]
    public async Task Removing_by_name_or_url_in_the_json_body_leaves_the_rest()
    {
        await pair.Api.AddAsync(name, Url, "two=https://a.example/2", "three=https://a.example/3");
        Assert.Equal(HttpStatusCode.OK, (await pair.Second.Api.RemoveAsync(name, "two=")).Status);
        Assert.Equal("""[{"url":"https://a.example/1"},{"name":"three","url":"https://a.example/3"}]""", await pair.Api.EndpointsAsync(name));
        Assert.Equal(HttpStatusCode.OK, (await pair.Api.RemoveAsync(name, Url, "https://a.example/none")).Status);
        Assert.Equal("""[{"name":"three","url":"https://a.example/3"}]""", await pair.Second.Api.EndpointsAsync(name));
    }

    [Fact]
    [ProtocolItem(85)]
    public async Task Removing_the_last_endpoint_removes_the_group()
    {
        await pair.Api.AddAsync(name, Url, "two=https://a.example/2");
        Assert.Contains(name, await pair.Second.Api.TopicNamesAsync());
        await pair.Second.Api.RemoveAsync(name, "two=", Url);
        var answer = await pair.Api.GetAsync($"/v2/topics/{name}");
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Contains(name, answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(name, await pair.Api.TopicNamesAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await pair.Api.PublishAsync(name)).Status);
        Assert.Equal(HttpStatusCode.OK, (await pair.Api.RemoveAsync(name, Url)).Status); // a repeated request does no harm
    }

    [Fact]
    [ProtocolItem(86)]
    public async Task Deleting_a_group_answers_200_also_when_there_is_none()
    {
        await pair.Api.AddAsync(name, Url);
        Assert.Equal(HttpStatusCode.OK, (await pair.Second.Api.DeleteAsync($"/v2/topics/{name}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await pair.Api.GetAsync($"/v2/topics/{name}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await pair.Api.DeleteAsync($"/v2/topics/{name}")).Status);
    }

    [Fact]
    [ProtocolItem(87)]
    public async Task The_list_is_a_bare_array_of_whole_groups()
    {
        await pair.Api.AddAsync(name, Url);
        var listed = (await pair.Second.Api.GetAsync("/v2/topics")).Json!.AsArray().Single(group => (string)group!["name"]! == name);
        Assert.True(JsonNode.DeepEquals(listed, (await pair.Api.GetAsync($"/v2/topics/{name}")).Json));
    }

    [Fact]
    [ProtocolItem(47, 48)]
    public async Task A_publish_to_a_group_is_a_bare_array_in_order_and_each_copy_names_the_group()
    {
        await pair.Api.AddAsync(name, receiver.Url + "/z", "two=" + receiver.Url + "/b", receiver.Url + "/a");
        var answer = await pair.Second.Api.PublishAsync(name, "text");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal([receiver.Url + "/z", receiver.Url + "/b", receiver.Url + "/a"], answer.Json!.AsArray().Select(item => (string)item!["url"]!));
        var ids = answer.Json!.AsArray().Select(item => (string)item!["messageId"]!).ToList();
        var arrivals = await receiver.WaitForAsync(3);
        Assert.Equal(ids.Order(StringComparer.Ordinal), arrivals.Select(arrival => arrival.MessageId).Order(StringComparer.Ordinal));
        Assert.All(arrivals, arrival => Assert.Equal((name, "text"), (arrival.Headers["Upstash-Topic-Name"], arrival.Text)));
        var (unnamed, named) = ((await pair.Api.GetAsync($"/v2/messages/{ids[0]}")).Json!.AsObject(), (await pair.Api.GetAsync($"/v2/messages/{ids[1]}")).Json!.AsObject());
        Assert.Equal((name, name, "two"), ((string)unnamed["topicName"]!, (string)named["topicName"]!, (string)named["endpointName"]!));
        Assert.False(unnamed.ContainsKey("endpointName"));
    }

    [Fact]
    [ProtocolItem(46)]
    public async Task An_unknown_group_is_a_404_with_an_error_body()
    {
        var answer = await pair.Api.PublishAsync(name);
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Contains(name, answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deduplication_id_counts_per_endpoint_of_the_group()
    {
        await pair.Api.AddAsync(name, receiver.Url + "/1", receiver.Url + "/2", "three=" + receiver.Url + "/3");
        foreach (var (headers, copies) in new[] { ("Upstash-Deduplication-Id: once", 3), ("Upstash-Content-Based-Deduplication: True", 6) })
        {
            Assert.DoesNotContain("deduplicated", (await pair.Api.PublishAsync(name, "same", headers)).Text, StringComparison.Ordinal);
            var again = await pair.Second.Api.PublishAsync(name, "same", headers);
            Assert.Equal(HttpStatusCode.OK, again.Status);
            Assert.All(again.Json!.AsArray(), item => Assert.True((bool)item!["deduplicated"]!));
            await receiver.WaitForAsync(copies);
        }

        Assert.Equal(6, receiver.Count);
    }

    [Fact]
    public async Task A_batch_publishes_to_groups_that_were_just_made()
    {
        await pair.Api.AddAsync(name, receiver.Url + "/1", receiver.Url + "/2");
        var answer = await pair.Second.Api.BatchAsync(new JsonObject { ["destination"] = name }, new JsonObject { ["destination"] = receiver.Url + "/3" });
        Assert.Equal(2, answer.Json![0]!.AsArray().Count);
        Assert.NotNull(answer.Json![1]!["messageId"]);
        await receiver.WaitForAsync(3);
    }

    [Fact]
    public async Task Every_change_through_one_gateway_is_seen_by_the_next_publish_and_read_through_the_other()
    {
        for (var round = 0; round < 25; round++)
        {
            await pair.Api.AddAsync(name, $"{Url}/{round}");
            Assert.Contains($"/{round}\"", await pair.Second.Api.EndpointsAsync(name), StringComparison.Ordinal);
            var answer = await pair.Second.Api.PublishAsync(name, "", "Upstash-Delay: 1h");
            Assert.Equal($"{Url}/{round}", (string)Assert.Single(answer.Json!.AsArray())!["url"]!);
            await pair.Second.Api.DeleteAsync($"/v2/messages/{(string)answer.Json![0]!["messageId"]!}");
            await pair.Second.Api.RemoveAsync(name, $"{Url}/{round}");
            Assert.Equal(HttpStatusCode.NotFound, (await pair.Api.PublishAsync(name)).Status);
        }
    }

    [Fact]
    public async Task Two_gateways_that_change_one_group_at_once_lose_nothing()
    {
        PublishApi[] gateways = [pair.Api, pair.Second.Api];
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => gateways[number % 2].AddAsync(name, $"e{number}=https://a.example/{number}")));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        var names = JsonNode.Parse((await pair.Api.EndpointsAsync(name))!)!.AsArray().Select(endpoint => (string)endpoint!["name"]!).ToList();
        Assert.Equal(100, names.Count);
        Assert.Equal(100, names.Distinct().Count());
        await Task.WhenAll(Enumerable.Range(0, 99).Select(number => gateways[number % 2].RemoveAsync(name, $"e{number}=")));
        Assert.Equal("""[{"name":"e99","url":"https://a.example/99"}]""", await pair.Second.Api.EndpointsAsync(name));
    }

    [Fact]
    public async Task A_change_moves_updated_at_and_the_same_again_does_not()
    {
        await pair.Api.AddAsync(name, Url);
        var first = (await pair.Api.GetAsync($"/v2/topics/{name}")).Json!;
        await pair.Api.AddAsync(name, Url);
        Assert.True(JsonNode.DeepEquals(first, (await pair.Api.GetAsync($"/v2/topics/{name}")).Json));
        await TestKit.Eventually.IsTrueAsync(() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() > (long)first["updatedAt"]!, "another millisecond");
        await pair.Api.AddAsync(name, Url + "2");
        var second = (await pair.Api.GetAsync($"/v2/topics/{name}")).Json!;
        Assert.Equal((long)first["createdAt"]!, (long)second["createdAt"]!);
        Assert.InRange((long)second["updatedAt"]!, (long)first["updatedAt"]! + 1, long.MaxValue);
    }

    [Fact]
    public async Task Another_namespace_has_groups_of_its_own_under_the_same_names()
    {
        using var other = pair.As("testUser1");
        await pair.Api.AddAsync(name, receiver.Url + "/mine");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/v2/topics/{name}")).Status);
        Assert.DoesNotContain(name, await other.TopicNamesAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await other.PublishAsync(name)).Status);
        Assert.Equal(HttpStatusCode.OK, (await other.DeleteAsync($"/v2/topics/{name}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.PatchAsync(name, """{"Upstash-Retries":"1"}""")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/v2/topics/{name}.default")).Status);
        Assert.Equal(HttpStatusCode.OK, (await other.DeleteAsync($"/v2/topics/{name}.default")).Status);
        await other.AddAsync(name, receiver.Url + "/theirs");
        await other.RemoveAsync(name, receiver.Url + "/mine");
        Assert.Equal($$"""[{"url":"{{receiver.Url}}/mine"}]""", await pair.Api.EndpointsAsync(name));
        await pair.Api.PublishAsync(name);
        Assert.Equal("/mine", (await receiver.WaitForAsync(1))[0].Target);
        await other.PublishAsync(name);
        Assert.Equal("/theirs", (await receiver.WaitForAsync(2))[1].Target);
        await other.DeleteAsync($"/v2/topics/{name}");
    }

    [Fact]
    public async Task Changing_or_deleting_a_group_does_not_touch_what_it_sent()
    {
        await pair.Api.AddAsync(name, receiver.Url + "/old");
        var id = (string)(await pair.Api.PublishAsync(name, "", "Upstash-Delay: 1s")).Json![0]!["messageId"]!;
        await pair.Api.DeleteAsync($"/v2/topics/{name}");
        Assert.Equal(receiver.Url + "/old", (string)(await pair.Api.GetAsync($"/v2/messages/{id}")).Json!["url"]!);
        var arrival = (await receiver.WaitForAsync(1))[0];
        Assert.Equal((id, name), (arrival.MessageId, arrival.Headers["Upstash-Topic-Name"]));
    }

    [Theory]
    [InlineData("PUT", "/V2/Topics/")]
    [InlineData("PATCH", "/v2/TOPICS/")]
    public async Task Verbs_and_casing_are_lenient(string verb, string path)
    {
        Assert.Equal(HttpStatusCode.OK, (await pair.Api.SendAsync(new(verb), $"{path}{name}/Endpoints", """{"endpoints":[{"url":"https://a.example/1","unknown":{}}],"more":1}"""u8.ToArray())).Status);
        Assert.Equal(HttpStatusCode.OK, (await pair.Api.SendAsync(HttpMethod.Put, path + name, """{"headers":{"UPSTASH-RETRIES":"2"}}"""u8.ToArray())).Status);
        Assert.Equal(HttpStatusCode.OK, (await pair.Api.GetAsync(path + name)).Status);
    }
}
