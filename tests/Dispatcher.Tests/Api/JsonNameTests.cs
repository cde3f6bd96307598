using System.Net;
using System.Text;

namespace Postrider.Dispatcher.Tests.Api;

[Collection(nameof(RunningPair))]
public sealed class JsonNameTests(RunningPair pair)
{
    private const string HalfACharacter = "\\ud800aaaaaaaaaaaaaaaaaaaa";

    [Theory]
    [InlineData("DELETE", "/v2/messages", "{\"NAME\":[\"a\"]}")]
    [InlineData("DELETE", "/v2/dlq", "{\"NAME\":[\"a\"]}")]
    [InlineData("POST", "/v2/dlq/retry", "{\"NAME\":[\"a\"]}")]
    [InlineData("POST", "/v2/queues", "{\"queueName\":\"names\",\"NAME\":1}")]
    [InlineData("POST", "/v2/queues", "{\"NAME\":1,\"queueName\":\"names\"}")]
    [InlineData("POST", "/v2/topics/names/endpoints", "{\"endpoints\":[{\"url\":\"https://a.example\"}],\"NAME\":1}")]
    [InlineData("POST", "/v2/topics/names/endpoints", "{\"endpoints\":[{\"url\":\"https://a.example\",\"NAME\":1}]}")]
    [InlineData("DELETE", "/v2/topics/names/endpoints", "{\"endpoints\":[{\"name\":\"x\",\"NAME\":1}]}")]
    [InlineData("PATCH", "/v2/topics/names", "{\"headers\":{},\"NAME\":1}")]
    [InlineData("PATCH", "/v2/topics/names", "{\"headers\":{\"NAME\":\"1\"}}")]
    public async Task A_name_in_a_body_that_is_no_text_is_malformed_input(string method, string path, string body)
    {
        byte[][] names = [Encoding.ASCII.GetBytes(HalfACharacter), [0xff, .. "aaaaaaaaaaaaaaaaaaaa"u8]];
        foreach (var name in names)
        {
            var parts = body.Split("NAME");
            var answer = await pair.Api.SendAsync(new HttpMethod(method), path, [.. Encoding.ASCII.GetBytes(parts[0]), .. name, .. Encoding.ASCII.GetBytes(parts[1])]);
            Assert.Equal((HttpStatusCode.BadRequest, true), (answer.Status, answer.Error.Length > 0));
        }
    }

    [Fact]
    public async Task Nothing_is_made_of_it()
    {
        await pair.Api.SendAsync(HttpMethod.Post, "/v2/queues", Encoding.ASCII.GetBytes($$"""{"{{HalfACharacter}}":1,"queueName":"unmade"}"""));
        Assert.Equal(HttpStatusCode.NotFound, (await pair.Api.GetAsync("/v2/queues/unmade")).Status);
    }
}
