using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

[Collection(nameof(RunningPair))]
public sealed class CallbackHeaderTests(RunningPair pair) : IAsyncLifetime
{
    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Fact]
    [ProtocolItem(60)]
    public async Task What_configures_a_callback_changes_the_callback_alone()
    {
        var answer = await pair.Api.PublishAsync(
            receiver.Url + "/source", "hello", "Upstash-Method: PATCH", "Upstash-Retries: 3", "Upstash-Forward-X: source",
            $"Upstash-Callback: {receiver.Url}/callback", "Upstash-Callback-Retries: 1", "Upstash-Callback-Method: PUT", "Upstash-Callback-Forward-X: callback",
            "Upstash-Callback-Forward-Upstash-Workflow-StepId: 4");
        var arrivals = await receiver.WaitForAsync(2);
        var (source, callback) = (arrivals.Single(arrival => arrival.Target == "/source"), arrivals.Single(arrival => arrival.Target == "/callback"));
        Assert.Equal(("PATCH", "3", "source"), (source.Method, source.Headers["Upstash-Max-Retries"], source.Headers["X"]));
        Assert.Equal(("PUT", "1", "callback"), (callback.Method, callback.Headers["Upstash-Max-Retries"], callback.Headers["X"]));
        Assert.Equal("4", callback.Headers["Upstash-Workflow-StepId"]);
        Assert.Equal(answer.MessageId, (string)JsonNode.Parse(callback.Text)!["sourceMessageId"]!);
        Assert.NotEqual(answer.MessageId, callback.MessageId);
        Assert.DoesNotContain(source.Headers.Keys, name => name.StartsWith("Upstash-Callback", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    [ProtocolItem(60)]
    public async Task A_batch_item_configures_its_callbacks_and_a_failing_callback_calls_the_one_inside_of_it()
    {
        receiver.Answer = context =>
        {
            context.Response.StatusCode = context.Request.Path == "/inner" ? 200 : 500;
            return Task.CompletedTask;
        };
        await pair.Api.BatchAsync(new JsonObject
        {
            ["destination"] = receiver.Url + "/source",
            ["headers"] = new JsonObject
            {
                ["upstash-retries"] = 0,
                ["upstash-callback"] = receiver.Url + "/callback",
                ["upstash-callback-retries"] = 0,
                ["upstash-callback-failure-callback"] = receiver.Url + "/inner",
                ["upstash-callback-failure-callback-method"] = "PUT",
                ["upstash-callback-failure-callback-forward-x"] = "inner",
                ["upstash-failure-callback"] = receiver.Url + "/failure",
                ["upstash-failure-callback-retries"] = 0,
                ["upstash-failure-callback-forward-x"] = "failure",
            },
        });
        var arrivals = (await receiver.WaitForAsync(4)).ToDictionary(arrival => arrival.Target);
        Assert.Equal(["/callback", "/failure", "/inner", "/source"], arrivals.Keys.Order());
        Assert.Equal(("PUT", "inner", "failure"), (arrivals["/inner"].Method, arrivals["/inner"].Headers["X"], arrivals["/failure"].Headers["X"]));
        Assert.Equal(arrivals["/callback"].MessageId, (string)JsonNode.Parse(arrivals["/inner"].Text)!["sourceMessageId"]!);
    }

    [Fact]
    public async Task A_message_shows_its_callbacks_with_the_headers_that_they_carry()
    {
        var answer = await pair.Api.PublishAsync(
            receiver.Url + "?upstash-callback-forward-by-parameter=p", "", "Upstash-Delay: 1h", "Upstash-Callback: http://a.example/done", "Upstash-Callback-Retries: 1",
            "Upstash-Callback-Forward-x-API-key: k", "Upstash-Failure-Callback: http://a.example/failed");
        var shown = (await pair.Api.GetAsync($"/v2/messages/{answer.MessageId}")).Json!;
        Assert.Equal(("http://a.example/done", "http://a.example/failed"), ((string)shown["callback"]!, (string)shown["failureCallback"]!));
        Assert.Equal("""{"X-Api-Key":["k"],"By-Parameter":["p"]}""", shown["callbackHeader"]!.ToJsonString());
        Assert.False(shown.AsObject().ContainsKey("failureCallbackHeader"));
    }

    [Fact]
    public async Task What_a_source_redacts_its_callbacks_show_nowhere_and_deliver()
    {
        var answer = await pair.Api.PublishAsync(
            receiver.Url + "/source", "secret", $"Upstash-Callback: {receiver.Url}/callback", "Upstash-Callback-Forward-Authorization: secret",
            "Upstash-Redact-Fields: body,header[Authorization]");
        var callback = (await receiver.WaitForAsync(2)).Single(arrival => arrival.Target == "/callback");
        Assert.Equal("secret", callback.Headers["Authorization"]);
        Assert.Equal("secret", Encoding.UTF8.GetString(Convert.FromBase64String((string)JsonNode.Parse(callback.Text)!["sourceBody"]!)));
        var source = await pair.Api.GetAsync($"/v2/messages/{answer.MessageId}");
        var shown = await pair.Api.GetAsync($"/v2/messages/{callback.MessageId}");
        Assert.All([source.Text, shown.Text], text => Assert.DoesNotContain("secret", text, StringComparison.Ordinal));
        Assert.StartsWith("REDACTED:", (string)source.Json!["callbackHeader"]!["Authorization"]![0]!, StringComparison.Ordinal);
        Assert.StartsWith("REDACTED:", (string)shown.Json!["body"]!, StringComparison.Ordinal);
    }

    [Theory]
    [ProtocolItem(44)]
    [InlineData("Upstash-Callback: a.example/done")]
    [InlineData("Upstash-Failure-Callback: a.example/done")]
    [InlineData("Upstash-Callback: http://169.254.169.254/latest")]
    [InlineData("Upstash-Callback-Method: TRACE")]
    public async Task A_wrong_callback_refuses_the_publish(string header)
    {
        var answer = await pair.Api.PublishAsync(receiver.Url, "", header);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith(header[..header.IndexOf(':', StringComparison.Ordinal)] + ": ", answer.Error, StringComparison.Ordinal);
        Assert.Equal(0, receiver.Count);
    }
}
