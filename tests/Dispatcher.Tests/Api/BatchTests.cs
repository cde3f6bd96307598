using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

[Collection(nameof(RunningPair))]
public sealed class BatchTests(RunningPair pair) : IAsyncLifetime
{
    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Fact]
    public async Task Items_answer_in_order_and_arrive()
    {
        var answer = await pair.Api.BatchAsync(
            new JsonObject { ["destination"] = receiver.Url + "/1?a=b&upstash-retries=1", ["body"] = "x", ["headers"] = new JsonObject { ["upstash-forward-n"] = 7 } },
            new JsonObject { ["destination"] = receiver.Url + "/2", ["body"] = null, ["headers"] = null, ["queue"] = null });
        var arrivals = await receiver.WaitForAsync(2);
        var ids = answer.Json!.AsArray().Select(item => (string)item!["messageId"]!).ToList();
        Assert.Equal(ids[0], arrivals.Single(arrival => arrival.Target == "/1?a=b").MessageId);
        Assert.Equal(ids[1], arrivals.Single(arrival => arrival.Target == "/2").MessageId);
        Assert.Equal(("7", "1"), (arrivals.Single(arrival => arrival.MessageId == ids[0]).Headers["n"], arrivals.Single(arrival => arrival.MessageId == ids[0]).Headers["Upstash-Max-Retries"]));
    }

    [Fact]
    public async Task One_wrong_item_refuses_the_whole_batch()
    {
        var answer = await pair.Api.BatchAsync(
            new JsonObject { ["destination"] = receiver.Url + "/never" },
            new JsonObject { ["destination"] = receiver.Url, ["headers"] = new JsonObject { ["upstash-delay"] = "soon" } });
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("[1] Upstash-Delay", answer.Error, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await pair.Api.PublishAsync(receiver.Url + "/after")).Status);
        Assert.Equal("/after", (await receiver.WaitForAsync(1))[0].Target);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("""[{"destination":5}]""")]
    [InlineData("""[{"destination":"http://x.example","queue":"q"}]""")]
    public async Task What_is_no_batch_answers_400(string body)
    {
        var answer = await pair.Api.SendAsync(HttpMethod.Post, "/v2/batch", Encoding.UTF8.GetBytes(body));
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.NotEmpty(answer.Error);
    }
}
