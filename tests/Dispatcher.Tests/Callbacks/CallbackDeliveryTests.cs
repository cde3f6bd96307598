using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Postrider.Dispatcher.Signing;
using Postrider.Dispatcher.Tests.Api;
using Postrider.Dispatcher.Tests.Signing;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Callbacks;

[Collection(nameof(RunningPair))]
public sealed class CallbackDeliveryTests(RunningPair pair) : IAsyncLifetime
{
    private Receiver receiver = null!;

    private PublishApi Api => pair.Api;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public Task DisposeAsync() => receiver.DisposeAsync().AsTask();

    [Fact]
    [ProtocolItem(150)]
    public async Task Every_attempt_is_called_back_with_its_answer()
    {
        AnswerWith((path, attempt) => path == "/in" && attempt == 1 ? 503 : 200, "try \u00e4gain");
        var id = (await Api.PublishAsync(
            receiver.Url + "/in?x=1", """{"a":1}""", "Content-Type: application/json", "Upstash-Forward-X-One: 1", "Upstash-Retry-Delay: 10",
            $"Upstash-Callback: {receiver.Url}/callback")).MessageId;
        var bodies = (await receiver.WaitForAsync(4)).Where(arrival => arrival.Target == "/callback").Select(arrival => JsonNode.Parse(arrival.Body)!).OrderBy(body => (int)body["retried"]!).ToList();
        Assert.Equal([503, 200], bodies.Select(body => (int)body["status"]!));
        Assert.Equal([0, 1], bodies.Select(body => (int)body["retried"]!));
        Assert.All(bodies, body =>
        {
            Assert.Equal(id, (string)body["sourceMessageId"]!);
            Assert.Equal(receiver.Url + "/in?x=1", (string)body["url"]!);
            Assert.Equal("POST", (string)body["method"]!);
            Assert.Equal(3, (int)body["maxRetries"]!);
            Assert.Equal("try \u00e4gain", Decoded(body["body"]));
            Assert.Equal("""{"a":1}""", Decoded(body["sourceBody"]));
            Assert.Equal("text/plain", (string)body["header"]!["Content-Type"]![0]!);
            Assert.Equal(["Content-Type", "X-One"], body["sourceHeader"]!.AsObject().Select(header => header.Key).Order(StringComparer.Ordinal));
            Assert.Equal((long)body["createdAt"]!, (long)body["notBefore"]!);
            Assert.Equal("127.0.0.1", (string)body["callerIP"]!);
            Assert.Null(body["dlqId"]);
        });
    }

    [Fact]
    [ProtocolItem(151, 152)]
    public async Task The_last_attempt_is_told_to_both_and_its_dead_letter_is_there()
    {
        AnswerWith((path, _) => path == "/in" ? 500 : 200);
        await Api.PublishAsync(
            receiver.Url + "/in", "body", "Upstash-Retries: 1", "Upstash-Retry-Delay: 10", $"Upstash-Callback: {receiver.Url}/callback", $"Upstash-Failure-Callback: {receiver.Url}/failed");
        var arrivals = await receiver.WaitForAsync(5);
        var last = arrivals.Where(arrival => arrival.Target == "/callback").Select(arrival => JsonNode.Parse(arrival.Body)!).MaxBy(body => (int)body["retried"]!)!;
        Assert.Equal((1, 1), ((int)last["retried"]!, (int)last["maxRetries"]!));
        var failed = JsonNode.Parse(Assert.Single(arrivals, arrival => arrival.Target == "/failed").Body)!;
        Assert.Equal(500, (int)failed["status"]!);
        var letter = await Api.GetAsync($"/v2/dlq/{(string)failed["dlqId"]!}");
        Assert.Equal((string)failed["sourceMessageId"]!, letter.MessageId);
    }

    [Fact]
    public async Task A_message_that_ended_early_says_that_no_retry_is_left()
    {
        receiver.Answer = context =>
        {
            context.Response.StatusCode = context.Request.Path == "/in" ? 489 : 200;
            context.Response.Headers["Upstash-NonRetryable-Error"] = "true";
            return Task.CompletedTask;
        };
        await Api.PublishAsync(receiver.Url + "/in", "", "Upstash-Retries: 5", $"Upstash-Callback: {receiver.Url}/callback");
        var body = JsonNode.Parse((await receiver.WaitForAsync(2))[^1].Body)!;
        Assert.Equal((0, 0, 489), ((int)body["retried"]!, (int)body["maxRetries"]!, (int)body["status"]!));
    }

    [Fact]
    [ProtocolItem(153)]
    public async Task A_callback_is_a_message_of_its_own_and_signed_over_its_own_body()
    {
        var id = (await Api.PublishAsync(receiver.Url + "/in", "body", $"Upstash-Callback: {receiver.Url}/callback")).MessageId;
        var callback = (await receiver.WaitForAsync(2))[^1];
        Assert.NotEqual(id, callback.MessageId);
        Assert.StartsWith("msg_", callback.MessageId, StringComparison.Ordinal);
        Assert.Equal("application/json", callback.Headers["Content-Type"]);
        Assert.True(new ReceivedSignature(callback).IsGood(receiver.Url + "/callback", SigningOptions.DevelopmentCurrentKey));
        var shown = await Api.GetAsync($"/v2/messages/{callback.MessageId}");
        Assert.Equal(receiver.Url + "/callback", (string)shown.Json!["url"]!);
    }

    [Fact]
    [ProtocolItem(60, 154)]
    public async Task What_is_said_of_the_callback_concerns_the_callback_alone()
    {
        AnswerWith((path, _) => path == "/in" ? 200 : 500);
        await Api.PublishAsync(
            receiver.Url + "/in", "", "Upstash-Retries: 7", $"Upstash-Callback: {receiver.Url}/callback", "Upstash-Callback-Method: PUT", "Upstash-Callback-Retries: 1",
            "Upstash-Callback-Retry-Delay: 10", "Upstash-Callback-Forward-X-Mine: yes", "Upstash-Callback-Flow-Control-Key: cb", "Upstash-Callback-Flow-Control-Value: parallelism=1");
        var arrivals = await receiver.WaitForAsync(3);
        Assert.Equal("POST", arrivals[0].Method);
        Assert.False(arrivals[0].Headers.ContainsKey("X-Mine"));
        Assert.All(arrivals.Skip(1), callback =>
        {
            Assert.Equal(("PUT", "yes", "cb", "1"), (callback.Method, callback.Headers["X-Mine"], callback.Headers["Upstash-Flow-Control-Key"], callback.Headers["Upstash-Max-Retries"]));
        });
        Assert.Equal([0, 1], arrivals.Skip(1).Select(callback => callback.Retried));
    }

    [Fact]
    [ProtocolItem(154)]
    public async Task A_callback_is_retried_as_often_as_its_source()
    {
        AnswerWith((path, _) => path == "/in" ? 200 : 500);
        await Api.PublishAsync(receiver.Url + "/in", "", "Upstash-Retries: 2", $"Upstash-Callback: {receiver.Url}/callback", "Upstash-Callback-Retry-Delay: 10");
        Assert.Equal([0, 1, 2], (await receiver.WaitForAsync(4)).Skip(1).Select(callback => callback.Retried));
    }

    [Fact]
    public async Task A_callback_that_fails_for_good_is_a_dead_letter_and_calls_its_own_failure_callback()
    {
        AnswerWith((path, _) => path == "/callback" ? 500 : 200);
        await Api.PublishAsync(
            receiver.Url + "/in", "", $"Upstash-Callback: {receiver.Url}/callback", "Upstash-Callback-Retries: 0", $"Upstash-Callback-Failure-Callback: {receiver.Url}/nested",
            "Upstash-Callback-Failure-Callback-Forward-X-Nested: deep");
        var arrivals = await receiver.WaitForAsync(3);
        Assert.Equal(["/in", "/callback", "/nested"], arrivals.Select(arrival => arrival.Target));
        Assert.Equal("deep", arrivals[2].Headers["X-Nested"]);
        var nested = JsonNode.Parse(arrivals[2].Body)!;
        Assert.Equal(arrivals[1].MessageId, (string)nested["sourceMessageId"]!);
        Assert.Equal(HttpStatusCode.OK, (await Api.GetAsync($"/v2/dlq/{(string)nested["dlqId"]!}")).Status);
    }

    [Fact]
    public async Task A_destination_that_cannot_be_reached_is_called_back_with_status_0()
    {
        await Api.PublishAsync("http://127.0.0.1:1/", "", "Upstash-Retries: 0", $"Upstash-Failure-Callback: {receiver.Url}/failed");
        var body = JsonNode.Parse((await receiver.WaitForAsync(1))[0].Body)!;
        Assert.Equal(0, (int)body["status"]!);
        Assert.Equal("", (string)body["body"]!);
    }

    [Fact]
    public async Task A_missing_endpoint_is_told_to_the_failure_callback()
    {
        await pair.Declared.EndpointAsync("default", "gone", receiver.Url);
        await Api.PublishAsync("gone", "", "Upstash-Delay: 5s", $"Upstash-Failure-Callback: {receiver.Url}/failed");
        await pair.Declared.Writer.RemoveAsync(Core.Model.ResourceKind.Endpoint, new("default", "gone"), TestKit.Registry.Declarations.Source, default);
        var failed = await receiver.WaitForAsync(1, TimeSpan.FromSeconds(30));
        Assert.Equal("endpoint/gone", (string)JsonNode.Parse(failed[0].Body)!["url"]!);
    }

    [Fact]
    [ProtocolItem(113)]
    public async Task A_cancelled_message_calls_nobody_back()
    {
        var (started, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        receiver.Answer = async context =>
        {
            context.Response.StatusCode = 500;
            started.TrySetResult();
            await answer.Task;
        };
        var id = (await Api.PublishAsync(
            receiver.Url + "/in", "", "Upstash-Retries: 0", $"Upstash-Callback: {receiver.Url}/callback", $"Upstash-Failure-Callback: {receiver.Url}/failed")).MessageId;
        await started.Task;
        Assert.Equal(HttpStatusCode.OK, (await Api.DeleteAsync($"/v2/messages/{id}")).Status);
        answer.SetResult();
        // What is published afterwards arrives, and nothing has come in between.
        receiver.Answer = _ => Task.CompletedTask;
        await Api.PublishAsync(receiver.Url + "/after", "", "Upstash-Delay: 1s");
        Assert.Equal(["/in", "/after"], (await receiver.WaitForAsync(2)).Select(arrival => arrival.Target));
    }

    [Fact]
    public async Task What_its_source_hides_a_callback_shows_as_a_hash()
    {
        await Api.PublishAsync(receiver.Url + "/in", "secret", "Upstash-Redact-Fields: body", $"Upstash-Callback: {receiver.Url}/callback");
        var callback = (await receiver.WaitForAsync(2))[^1];
        Assert.Equal("secret", Decoded(JsonNode.Parse(callback.Body)!["sourceBody"]));
        Assert.StartsWith("REDACTED:", (string)(await Api.GetAsync($"/v2/messages/{callback.MessageId}")).Json!["body"]!, StringComparison.Ordinal);
    }

    private void AnswerWith(Func<string, int, int> status, string text = "answer")
    {
        var attempts = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        receiver.Answer = context =>
        {
            var path = context.Request.Path.Value!;
            context.Response.StatusCode = status(path, attempts.AddOrUpdate(path, 1, (_, count) => count + 1));
            context.Response.ContentType = "text/plain";
            return context.Response.WriteAsync(text);
        };
    }

    private static string Decoded(JsonNode? base64) => Encoding.UTF8.GetString(Convert.FromBase64String((string)base64!));
}
