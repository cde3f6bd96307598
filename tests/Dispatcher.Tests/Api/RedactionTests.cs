using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

[Collection(nameof(RunningPair))]
public sealed class RedactionTests(RunningPair pair) : IAsyncLifetime
{
    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Fact]
    [ProtocolItem(56)]
    public async Task What_is_redacted_is_delivered_as_it_is_and_shown_as_a_hash_in_messages_and_dead_letters()
    {
        receiver.Answer = context => { context.Response.StatusCode = StatusCodes.Status500InternalServerError; return Task.CompletedTask; };
        var answer = await pair.Api.PublishAsync(
            receiver.Url, "body secret", "Content-Type: text/plain", "Upstash-Forward-Authorization: header secret", "Upstash-Forward-X-Open: open", "Upstash-Retries: 0",
            "Upstash-Redact-Fields: body,header[Authorization]");
        var shown = await pair.Api.GetAsync($"/v2/messages/{answer.MessageId}");
        var arrival = (await receiver.WaitForAsync(1))[0];
        Assert.Equal(("body secret", "header secret"), (arrival.Text, arrival.Headers["Authorization"]));
        var letters = await Eventually.BecomesAsync(
            () => pair.Api.GetAsync($"/v2/dlq?messageId={answer.MessageId}"), page => page.Json!["messages"]!.AsArray().Count == 1, "the dead letter is listed");
        Assert.All([shown.Text, letters.Text], text => Assert.DoesNotContain("secret", text, StringComparison.Ordinal));
        Assert.All([shown.Json!, letters.Json!["messages"]![0]!], message =>
        {
            Assert.Matches(new Regex("^REDACTED:[0-9a-f]{64}$"), (string)message["body"]!);
            Assert.Matches(new Regex("^REDACTED:[0-9a-f]{64}$"), (string)message["header"]!["Authorization"]![0]!);
            Assert.Equal("open", (string)message["header"]!["X-Open"]![0]!);
            Assert.Equal("text/plain", (string)message["header"]!["Content-Type"]![0]!);
        });
    }

    [Fact]
    public async Task A_dead_letter_that_is_retried_delivers_the_originals_and_stays_redacted()
    {
        receiver.Answer = context => { context.Response.StatusCode = StatusCodes.Status500InternalServerError; return Task.CompletedTask; };
        var failing = await pair.Api.PublishAsync(
            receiver.Url, "secret", "Upstash-Forward-X-Key: secret", "Upstash-Retries: 0", "Upstash-Redact-Fields: body,headers");
        var letters = await Eventually.BecomesAsync(
            () => pair.Api.GetAsync($"/v2/dlq?messageId={failing.MessageId}"), page => page.Json!["messages"]!.AsArray().Count == 1, "the dead letter is listed");
        receiver.Answer = _ => Task.CompletedTask;
        var retried = await pair.Api.SendAsync(HttpMethod.Post, $"/v2/dlq/retry/{(string)letters.Json!["messages"]![0]!["dlqId"]!}", []);
        var arrivals = await receiver.WaitForAsync(2);
        Assert.Equal(("secret", "secret"), (arrivals[1].Text, arrivals[1].Headers["X-Key"]));
        Assert.DoesNotContain("secret", (await pair.Api.GetAsync($"/v2/messages/{retried.MessageId}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_binary_body_that_is_hidden_is_the_hash_of_its_bytes_and_an_empty_one_stays_absent()
    {
        byte[] body = [0xff, 0, 1];
        var binary = await pair.Api.PublishAsync(receiver.Url, body, "Upstash-Redact-Fields: body");
        var empty = await pair.Api.PublishAsync(receiver.Url, "", "Upstash-Redact-Fields: body");
        var shown = (await pair.Api.GetAsync($"/v2/messages/{binary.MessageId}")).Json!.AsObject();
        Assert.Equal($"REDACTED:{Convert.ToHexStringLower(SHA256.HashData(body))}", (string)shown["body"]!);
        Assert.False(shown.ContainsKey("bodyBase64"));
        Assert.False((await pair.Api.GetAsync($"/v2/messages/{empty.MessageId}")).Json!.AsObject().ContainsKey("body"));
    }

    [Theory]
    [ProtocolItem(57)]
    [InlineData("header")]
    [InlineData("headers")]
    public async Task Header_and_headers_hide_all_of_them(string list)
    {
        var answer = await pair.Api.PublishAsync(receiver.Url, "open", "Content-Type: text/secret", "Upstash-Forward-A: secret", "Upstash-Forward-B: secret", $"Upstash-Redact-Fields: {list}");
        var shown = await pair.Api.GetAsync($"/v2/messages/{answer.MessageId}");
        Assert.DoesNotContain("secret", shown.Text, StringComparison.Ordinal);
        Assert.Equal(("open", 3), ((string)shown.Json!["body"]!, shown.Json!["header"]!.AsObject().Count));
    }

    [Theory]
    [InlineData("url")]
    [InlineData("body,,header")]
    [InlineData("header[")]
    public async Task A_list_that_names_something_else_is_refused_rather_than_shown_openly(string list)
    {
        var answer = await pair.Api.PublishAsync(receiver.Url, "secret", $"Upstash-Redact-Fields: {list}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith("Upstash-Redact-Fields: ", answer.Error, StringComparison.Ordinal);
    }
}
