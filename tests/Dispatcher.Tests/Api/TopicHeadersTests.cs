using System.Net;
using System.Text.Json.Nodes;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Default publish headers of URL groups.</summary>
[Collection(nameof(RunningPair))]
public sealed class TopicHeadersTests(RunningPair pair) : IAsyncLifetime
{
    private readonly string name = $"headers-{Guid.NewGuid():N}";
    private Receiver receiver = null!;

    public async Task InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        await pair.Api.AddAsync(name, receiver.Url + "/1");
    }

    public async Task DisposeAsync()
    {
        await pair.Api.DeleteAsync($"/v2/topics/{name}");
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task Default_headers_count_at_once_through_every_gateway_where_the_publisher_says_nothing()
    {
        var set = await pair.Api.PatchAsync(
            name, """{"Upstash-Header-Forward":["true"],"Upstash-Retries":"3","upstash-label":["a","b"],"Upstash-Forward-X-A":"default","Content-Type":"text/plain","Upstash-Method":"PUT"}""");
        Assert.Equal(HttpStatusCode.OK, set.Status);
        var byDefault = await ReadAsync(await pair.Second.Api.PublishAsync(name, "1", "X-B: b"));
        Assert.Equal((3, "a", "PUT"), ((int)byDefault["maxRetries"]!, (string)byDefault["label"]!, (string)byDefault["method"]!));
        var said = await ReadAsync(await pair.Second.Api.PublishAsync(name, "2", "Upstash-Retries: 1", "Upstash-Header-Forward: false", "upstash-forward-x-a: said", "Upstash-Label: c"));
        Assert.Equal((1, "c"), ((int)said["maxRetries"]!, (string)said["label"]!));
        var arrivals = (await receiver.WaitForAsync(2)).ToDictionary(arrival => arrival.Text);
        Assert.Equal(("default", "b", "text/plain"), (arrivals["1"].Headers["X-A"], arrivals["1"].Headers["X-B"], arrivals["1"].Headers["Content-Type"]));
        Assert.Equal("said", arrivals["2"].Headers["X-A"]);
        Assert.DoesNotContain("X-B", arrivals["2"].Headers.Keys);
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_and_takes_away_what_is_null_or_empty()
    {
        await pair.Api.PatchAsync(name, """{"Upstash-Retries":"3","Upstash-Timeout":"9","Upstash-Label":"a","Upstash-Delay":"1h"}""");
        await pair.Second.Api.PatchAsync(name, """{"upstash-retries":2,"Upstash-Timeout":null,"Upstash-Label":[],"Upstash-Delay":""}""");
        Assert.Equal("""{"Upstash-Retries":["2"]}""", (await HeadersAsync())!.ToJsonString());
        await pair.Api.PatchAsync(name, """{"Upstash-Retries":null}""");
        Assert.Null(await HeadersAsync());
    }

    [Fact]
    public async Task Endpoints_that_are_added_leave_the_headers_alone_and_a_batch_obeys_them()
    {
        await pair.Api.PatchAsync(name, """{"Upstash-Forward-X-A":"default"}""");
        await pair.Api.AddAsync(name, receiver.Url + "/2");
        await pair.Second.Api.BatchAsync(new JsonObject { ["destination"] = name });
        Assert.All(await receiver.WaitForAsync(2), arrival => Assert.Equal("default", arrival.Headers["X-A"]));
    }

    [Theory]
    [InlineData("""{"Upstash-Retries":"many"}""", "Upstash-Retries: ")]
    [InlineData("""{"Upstash-Retries":["1","2"]}""", "Upstash-Retries: ")]
    [InlineData("""{"Upstash-Retries":{}}""", "Upstash-Retries: ")]
    [InlineData("""{"Upstash-Retries":[null]}""", "Upstash-Retries: ")]
    [InlineData("""{"Upstash-Retries":"1","upstash-retries":"2"}""", "retries: given twice")]
    [InlineData("""{"Upstash-Delay":"soon","Upstash-Retry-Delay":"sin(1)"}""", "Upstash-Retry-Delay: ")]
    [InlineData("""{"Upstash-Flow-Control-Key":"k"}""", "Upstash-Flow-Control-Key: ")]
    [InlineData("""{"Upstash-Forward-X-A":"a\r\nX-B: b"}""", "Upstash-Forward-X-A: ")]
    [InlineData("""{"Upstash-Forward-X-A":"\u0000"}""", "Upstash-Forward-X-A: ")]
    [InlineData("""{"Upstash-Forward-X-A":"\ud800"}""", "Upstash-Forward-X-A: ")]
    [InlineData("""{"X-A":"a"}""", "X-A: ")]
    [InlineData("""{"":"a"}""", "valid header name")]
    [InlineData("""{"\ud800":"a"}""", "headers: a JSON object")]
    [InlineData("[]", "headers: ")]
    [InlineData("null", "headers: ")]
    [InlineData("7", "headers: ")]
    public async Task Wrong_headers_are_a_400_that_names_them_and_change_nothing(string headers, string named)
    {
        await pair.Api.PatchAsync(name, """{"Upstash-Label":"kept"}""");
        var answer = await pair.Api.PatchAsync(name, headers);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(named, answer.Error, StringComparison.Ordinal);
        Assert.Equal("""{"Upstash-Label":["kept"]}""", (await HeadersAsync())!.ToJsonString());
    }

    [Fact]
    public async Task Headers_beyond_a_quota_are_a_412_and_too_many_of_them_a_400()
    {
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await pair.Api.PatchAsync(name, """{"Upstash-Retries":"11"}""")).Status);
        var many = new JsonObject(Enumerable.Range(0, 70).Select(number => KeyValuePair.Create($"Upstash-Unknown-{number}", (JsonNode?)new string('x', 1000))));
        var answer = await pair.Api.PatchAsync(name, many.ToJsonString());
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith("headers: ", answer.Error, StringComparison.Ordinal);
        Assert.Null(await HeadersAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    public async Task A_body_without_headers_is_a_400(string body) =>
        Assert.StartsWith("headers: ", (await pair.Api.TopicAsync(HttpMethod.Patch, name, body)).Error, StringComparison.Ordinal);

    [Fact]
    public async Task A_group_that_is_not_there_is_a_404() => Assert.Equal(HttpStatusCode.NotFound, (await pair.Api.PatchAsync(name + "x", """{"Upstash-Retries":"3"}""")).Status);

    private async Task<JsonNode?> HeadersAsync() => (await pair.Api.GetAsync($"/v2/topics/{name}")).Json!["headers"];

    private async Task<JsonNode> ReadAsync(TestKit.Dispatching.ApiAnswer published) => (await pair.Api.GetAsync($"/v2/messages/{(string)published.Json![0]!["messageId"]!}")).Json!;
}
