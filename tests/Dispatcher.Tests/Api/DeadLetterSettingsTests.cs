using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>What a retry keeps of a dead letter, and what its headers replace.</summary>
[Collection(nameof(RunningPair))]
public sealed class DeadLetterSettingsTests(RunningPair pair) : IAsyncLifetime
{
    private Receiver receiver = null!;
    private PublishApi api = null!;
    private JsonNode letter = null!;

    public async Task InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        api = pair.As("testUser3");
        var id = (await api.PublishAsync(
            receiver.Url + "/in?x=1", "secret body", "Content-Type: text/plain", "Upstash-Forward-X-One: 1", "Upstash-Forward-X-Two: 2", "Upstash-Method: PUT", "Upstash-Retries: 0",
            "Upstash-Retry-Delay: 1000", "Upstash-Timeout: 30s", "Upstash-Label: old", "Upstash-Flow-Control-Key: old", "Upstash-Flow-Control-Value: rate=50",
            "Upstash-Callback: https://old.example/", "Upstash-Redact-Fields: body,header[X-One]", "Upstash-Queue-Name: old")).MessageId;
        letter = (await Eventually.BecomesAsync(
            async () => (await api.GetAsync($"/v2/dlq?messageId={id}&queueName=old")).Json!["messages"]!.AsArray(), found => found.Count == 1, "it is a dead letter"))[0]!;
    }

    public async Task DisposeAsync()
    {
        await api.DeleteAsync("/v2/messages");
        await api.DeleteAsync("/v2/dlq");
        api.Dispose();
        await receiver.DisposeAsync();
    }

    [Fact]
    [ProtocolItem(118)]
    public async Task A_dead_letter_is_read_by_its_id_with_the_fields_of_its_message()
    {
        var shown = (await api.GetAsync($"/v2/dlq/{(string)letter["dlqId"]!}")).Json!;
        Assert.Equal(letter.ToJsonString(), shown.ToJsonString());
        foreach (var field in new[] { "dlqId", "messageId", "url", "method", "header", "body", "maxRetries", "notBefore", "createdAt", "timeout", "retryDelayExpression", "callback", "queueName", "callerIP", "label", "labels", "flowControlKey", "rate", "period", "responseStatus", "responseHeader" })
        {
            Assert.NotNull(shown[field]);
        }

        Assert.StartsWith("REDACTED:", (string)shown["body"]!, StringComparison.Ordinal);
        Assert.StartsWith("REDACTED:", (string)shown["header"]!["X-One"]![0]!, StringComparison.Ordinal);
    }

    [Fact]
    [ProtocolItem(123)]
    public async Task A_retry_keeps_what_it_does_not_replace_and_delivers_what_is_hidden()
    {
        receiver.Answer = _ => Task.CompletedTask;
        var retried = await RetryAsync();
        var arrival = (await receiver.WaitForAsync(2))[1];
        Assert.Equal((retried, "PUT", "/in?x=1", "secret body", "1", "text/plain"), (arrival.MessageId, arrival.Method, arrival.Target, arrival.Text, arrival.Headers["X-One"], arrival.Headers["Content-Type"]));
        Assert.NotEqual((string)letter["messageId"]!, retried);
        var shown = (await api.GetAsync($"/v2/messages/{retried}")).Json!;
        foreach (var field in new[] { "url", "method", "header", "body", "maxRetries", "timeout", "retryDelayExpression", "callback", "queueName", "label", "flowControlKey", "rate", "period" })
        {
            Assert.Equal(letter[field]!.ToJsonString(), shown[field]?.ToJsonString());
        }

        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/v2/dlq/{(string)letter["dlqId"]!}")).Status);
    }

    [Fact]
    [ProtocolItem(125)]
    public async Task Headers_of_a_retry_replace_every_setting()
    {
        var retried = await RetryAsync(
            "Upstash-Forward-X-One: new", "Upstash-Method: PATCH", "Upstash-Retries: 7", "Upstash-Retry-Delay: 2000", "Upstash-Timeout: 60", "Upstash-Label: new,label", "Upstash-Delay: 1h",
            "Upstash-Flow-Control-Key: new", "Upstash-Flow-Control-Value: parallelism=3, period=1m", "Upstash-Callback: https://new.example/", "Upstash-Callback-Forward-X: y",
            "Upstash-Failure-Callback: https://failed.example/", "Upstash-Redact-Fields: header[X-Two]", "Upstash-Queue-Name: new");
        var shown = (await api.GetAsync($"/v2/messages/{retried}")).Json!;
        Assert.Equal(("PATCH", 7, "2000", 60, "new", "secret body"), ((string)shown["method"]!, (int)shown["maxRetries"]!, (string)shown["retryDelayExpression"]!, (int)shown["timeout"]!, (string)shown["label"]!, (string)shown["body"]!));
        Assert.Equal(("new", 3, null, 60), ((string)shown["flowControlKey"]!, (int)shown["parallelism"]!, (int?)shown["rate"], (int)shown["period"]!));
        Assert.Equal(("https://new.example/", "https://failed.example/", "new", "y"), ((string)shown["callback"]!, (string)shown["failureCallback"]!, (string)shown["queueName"]!, (string)shown["callbackHeader"]!["X"]![0]!));
        Assert.Equal(("new", 1), ((string)shown["header"]!["X-One"]![0]!, shown["header"]!["X-One"]!.AsArray().Count));
        Assert.StartsWith("REDACTED:", (string)shown["header"]!["X-Two"]![0]!, StringComparison.Ordinal);
        Assert.Equal(3_600_000, (long)shown["notBefore"]! - (long)shown["createdAt"]!);
        Assert.Equal(1, receiver.Count);
    }

    [Theory]
    [ProtocolItem(125)]
    [InlineData("Upstash-Retries: 0", "")]
    [InlineData("", "?upstash-retries=0")]
    public async Task No_retries_may_be_asked_for_by_header_or_query(string header, string query)
    {
        var answer = await api.SendAsync(HttpMethod.Post, $"/v2/dlq/retry/{(string)letter["dlqId"]!}{query}", [], header.Length == 0 ? ["Upstash-Delay: 1h"] : [header, "Upstash-Delay: 1h"]);
        Assert.Equal(0, (int)(await api.GetAsync($"/v2/messages/{answer.MessageId}")).Json!["maxRetries"]!);
    }

    private async Task<string> RetryAsync(params string[] headers)
    {
        var answer = await api.SendAsync(HttpMethod.Post, $"/v2/dlq/retry/{(string)letter["dlqId"]!}", [], headers);
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Text);
        return answer.MessageId;
    }
}
