using System.Net;
using Postrider.Core.Secrets;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>What the entries of the event log show, and what they hide.</summary>
[Collection(nameof(RunningPair))]
public sealed class EventFieldsTests(RunningPair pair) : EventLogTest(pair)
{
    [Fact]
    [ProtocolItem(40)]
    public async Task A_retry_delay_is_echoed_by_the_message_and_by_its_newest_entry()
    {
        var id = await PublishAsync("/", "", "Upstash-Retry-Delay: 15000");
        Assert.Equal("15000", (string)(await Api.GetAsync($"/v2/messages/{id}")).Json!["retryDelayExpression"]!);
        var entries = await UntilAsync($"?messageId={id}", "DELIVERED", "ACTIVE", "CREATED");
        Assert.Equal("15000", (string)entries[0]["retryDelayExpr"]!);
    }

    [Fact]
    [ProtocolItem(56)]
    public async Task What_is_redacted_shows_as_a_hash()
    {
        var id = await PublishAsync("/", "secret", "Upstash-Forward-Authorization: secret", "Upstash-Redact-Fields: body,header[Authorization]");
        var entries = await UntilAsync($"?messageId={id}", "DELIVERED", "ACTIVE", "CREATED");
        Assert.All(entries, entry =>
        {
            Assert.Matches("^REDACTED:[0-9a-f]{64}$", TextOf(entry["body"]));
            Assert.Matches("^REDACTED:[0-9a-f]{64}$", (string)entry["header"]!["Authorization"]![0]!);
            Assert.DoesNotContain("secret", entry.ToJsonString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_message_in_a_queue_says_so()
    {
        var id = await PublishAsync("/", "", "Upstash-Queue-Name: q" + Label);
        var entries = await UntilAsync($"?queueName=q{Label}", "DELIVERED", "ACTIVE", "CREATED");
        Assert.All(entries, entry => Assert.Equal((id, "q" + Label), ((string)entry["messageId"]!, (string)entry["queueName"]!)));
    }

    [Fact]
    public async Task A_url_from_a_secret_shows_as_the_name_of_its_endpoint_and_no_error_names_its_host()
    {
        var url = Pair.Declared.Secrets.Seal("http://localhost:1/hidden", SecretContext.EndpointUrl("testuser1", "sealed"));
        await Pair.Declared.EndpointAsync("testuser1", "sealed", null, endpoint => endpoint with { SealedUrl = url });
        await Eventually.IsTrueAsync(
            async () => (await Api.PublishAsync("endpoint/sealed", "", "Upstash-Retries: 0", $"Upstash-Label: {Label}")).Status == HttpStatusCode.OK, "the Endpoint is known");
        var entries = await UntilAsync($"?label={Label}&url=endpoint%2Fsealed", "FAILED", "ERROR", "ACTIVE", "CREATED");
        Assert.All(entries, entry => Assert.Equal("endpoint/sealed", (string)entry["url"]!));
        var letters = await Api.GetAsync($"/v2/dlq?label={Label}");
        Assert.NotEmpty((string)letters.Json!["messages"]![0]!["error"]!);
        Assert.All([letters.Text, .. entries.Select(entry => entry.ToJsonString())], text => Assert.DoesNotMatch("localhost|hidden", text));
    }

    [Fact]
    public async Task An_attempt_shows_where_it_went_when_its_endpoint_has_moved()
    {
        await Pair.Declared.EndpointAsync("testuser1", "moves", Receiver.Url + "/old");
        await Eventually.IsTrueAsync(
            async () => (await Api.PublishAsync("endpoint/moves", "", $"Upstash-Label: {Label}")).Status == HttpStatusCode.OK, "the Endpoint is known");
        await UntilAsync($"?label={Label}", "DELIVERED", "ACTIVE", "CREATED");
        await Pair.Declared.EndpointAsync("testuser1", "moves", Receiver.Url + "/new");
        var entries = await UntilAsync($"?label={Label}&url={Uri.EscapeDataString(Receiver.Url)}%2Fold", "DELIVERED", "ACTIVE");
        Assert.All(entries, entry => Assert.Equal(Receiver.Url + "/old", (string)entry["url"]!));
    }

    [Fact]
    public async Task Callbacks_are_shown_and_have_entries_of_their_own()
    {
        var id = await PublishAsync(
            "/", "", $"Upstash-Callback: {Receiver.Url}/{Label}", $"Upstash-Failure-Callback: {Receiver.Url}/failed", "Upstash-Callback-Forward-X-A: b");
        var entries = await UntilAsync($"?messageId={id}", "DELIVERED", "ACTIVE", "CREATED");
        Assert.All(entries, entry =>
        {
            Assert.Equal((Receiver.Url + "/" + Label, Receiver.Url + "/failed"), ((string)entry["callback"]!, (string)entry["failureCallback"]!));
            Assert.Equal("b", (string)entry["callbackHeaders"]!["X-A"]![0]!);
        });
        await UntilAsync($"?path=%2F{Label}", "DELIVERED", "ACTIVE", "CREATED");
    }
}
