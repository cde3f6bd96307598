using System.Net;
using System.Text;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>What is wrong in a request to <c>/v2/topics</c> is named, and changes nothing.</summary>
[Collection(nameof(RunningPair))]
public sealed class TopicInputTests(RunningPair pair) : IAsyncLifetime
{
    private const string Held = """[{"name":"kept","url":"https://a.example/kept"}]""";
    private readonly string name = $"input-{Guid.NewGuid():N}";

    public async Task InitializeAsync() => await pair.Api.AddAsync(name, "kept=https://a.example/kept");

    public async Task DisposeAsync()
    {
        Assert.Equal(Held, await pair.Api.EndpointsAsync(name));
        await pair.Api.DeleteAsync($"/v2/topics/{name}");
    }

    [Theory]
    [InlineData("", "endpoints: ")]
    [InlineData("{", "endpoints: ")]
    [InlineData("null", "endpoints: ")]
    [InlineData("[]", "endpoints: ")]
    [InlineData("{}", "endpoints: ")]
    [InlineData("""{"endpoints":null}""", "endpoints: ")]
    [InlineData("""{"endpoints":[]}""", "endpoints: ")]
    [InlineData("""{"endpoints":{"url":"https://a.example"}}""", "endpoints: ")]
    [InlineData("""{"endpoints":[{"name":"kept"},null]}""", "endpoints[1]: ")]
    [InlineData("""{"endpoints":[{"name":"kept"},"https://a.example"]}""", "endpoints[1]: ")]
    [InlineData("""{"endpoints":[{}]}""", "endpoints[0]")]
    [InlineData("""{"endpoints":[{"url":null}]}""", "endpoints[0]")]
    [InlineData("""{"endpoints":[{"name":"kept","url":7}]}""", "endpoints[0].url: ")]
    [InlineData("""{"endpoints":[{"url":"https://a.example","name":true}]}""", "endpoints[0].name: ")]
    [InlineData("""{"endpoints":[{"url":"https://a.example","name":""}]}""", "endpoints[0].name: ")]
    [InlineData("""{"endpoints":[{"url":"https://a.example","name":" "}]}""", "endpoints[0].name: ")]
    [InlineData("""{"endpoints":[{"url":"https://a.example","name":"a/b"}]}""", "endpoints[0].name: ")]
    [InlineData("""{"endpoints":[{"url":"https://a.example","name":"a\u0000"}]}""", "endpoints[0].name: ")]
    [InlineData("""{"endpoints":[{"url":"https://a.example","name":"\udc00"}]}""", "endpoints[0].name: ")]
    [InlineData("""{"endpoints":[{"url":"https://a.example/1","name":"a"},{"url":"https://a.example/2","name":"a"}]}""", "endpoints[1].name: ")]
    public async Task A_wrong_body_is_a_400_that_names_the_field(string body, string named)
    {
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Delete })
        {
            var answer = await pair.Api.TopicAsync(method, name + "/endpoints", body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.Contains(named, answer.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("a.example/x", "invalid scheme")]
    [InlineData("endpoint/billing", "invalid scheme")]
    [InlineData("ftp://a.example", "invalid scheme")]
    [InlineData("", "invalid scheme")]
    [InlineData("https://user:pass@a.example", "user name")]
    [InlineData("https://a.example/\\u0000", "control character")]
    [InlineData("https://a.example/#f", "fragment")]
    [InlineData("http://169.254.169.254/", "169.254.169.254")]
    [InlineData("https://", "absolute")]
    public async Task A_url_that_a_publish_would_refuse_is_a_400(string url, string problem)
    {
        var answer = await pair.Api.TopicAsync(HttpMethod.Post, name + "/endpoints", $$"""{"endpoints":[{"url":"https://a.example"},{"url":"{{url}}"}]}""");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith("endpoints[1].url: ", answer.Error, StringComparison.Ordinal);
        Assert.Contains(problem, answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_too_long_is_refused()
    {
        Assert.StartsWith("endpoints[0].url: ", (await pair.Api.AddAsync(name, "https://a.example/" + new string('x', 9000))).Error, StringComparison.Ordinal);
        Assert.StartsWith("endpoints[0].name: ", (await pair.Api.AddAsync(name, new string('x', 254) + "=https://a.example")).Error, StringComparison.Ordinal);
        var body = Encoding.UTF8.GetBytes($$"""{"endpoints":[{"url":"https://a.example"}],"more":"{{new string('x', 1024 * 1024)}}"}""");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await pair.Api.SendAsync(HttpMethod.Post, $"/v2/topics/{name}/endpoints", body)).Status);
    }

    [Fact]
    public async Task All_mistakes_of_a_request_are_told_at_once()
    {
        var answer = await pair.Api.TopicAsync(HttpMethod.Post, name + "/endpoints", """{"endpoints":[{"name":"a"},7,{"url":"x","name":""}]}""");
        Assert.All(new[] { "endpoints[0].url: ", "endpoints[1]: ", "endpoints[2].url: ", "endpoints[2].name: " }, part => Assert.Contains(part, answer.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_url_that_another_endpoint_has_is_a_400()
    {
        var answer = await pair.Api.AddAsync(name, "other=https://a.example/other", "other=https://a.example/kept");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Theory]
    [InlineData("%20")]
    [InlineData("a%2Fb")]
    [InlineData("a%20b")]
    [InlineData("a%3Ab")]
    [InlineData("%C3%BC")]
    public async Task A_name_that_nothing_can_have_is_a_400_for_every_change(string bad)
    {
        foreach (var answer in new[]
        {
            await pair.Api.AddAsync(bad, "https://a.example"), await pair.Api.RemoveAsync(bad, "https://a.example"), await pair.Api.DeleteAsync($"/v2/topics/{bad}"),
            await pair.Api.PatchAsync(bad, """{"Upstash-Retries":"3"}"""),
        })
        {
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.StartsWith("name: ", answer.Error, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await pair.Api.GetAsync($"/v2/topics/{bad}")).Status);
    }

    [Fact]
    public async Task The_longest_name_is_taken_and_a_longer_one_is_not()
    {
        var longest = new string('x', 253);
        Assert.Equal(HttpStatusCode.OK, (await pair.Api.AddAsync(longest, "https://a.example")).Status);
        Assert.NotNull(await pair.Api.EndpointsAsync(longest));
        Assert.Equal(HttpStatusCode.OK, (await pair.Api.DeleteAsync($"/v2/topics/{longest}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await pair.Api.AddAsync(longest + "x", "https://a.example")).Status);
    }

    [Fact]
    public async Task Deleting_without_a_name_deletes_nothing() => Assert.InRange((int)(await pair.Api.DeleteAsync("/v2/topics/")).Status, 400, 499);
}
