using System.Net;
using Postrider.Core.Model;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

[Collection(nameof(RunningPair))]
public sealed class PublishTests(RunningPair pair) : IAsyncLifetime
{
    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Fact]
    [ProtocolItem(17, 18, 21, 23, 24, 27, 29)]
    public async Task A_url_gets_body_method_headers_and_query_as_published()
    {
        byte[] body = [0, 255, 10, 13, 200];
        var answer = await pair.Api.PublishAsync(
            $"{receiver.Url}/a//b%20c?x=1&y=%2F&upstash-method=PUT&qstash_token=no", body,
            "Content-Type: application/x-thing; v=1", "Upstash-Forward-My-Header: v", "Upstash-Forward-Authorization: Basic abc", "X-Dropped: 1", "Upstash-Telemetry-Sdk: js");
        var arrival = (await receiver.WaitForAsync(1))[0];
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.StartsWith("msg_", answer.MessageId, StringComparison.Ordinal);
        Assert.Equal(("PUT", "/a//b%20c?x=1&y=%2F"), (arrival.Method, arrival.Target));
        Assert.Equal(body, arrival.Body);
        Assert.Equal("application/x-thing; v=1", arrival.Headers["Content-Type"]);
        Assert.Equal(("v", "Basic abc"), (arrival.Headers["My-Header"], arrival.Headers["Authorization"]));
        Assert.Equal(("Upstash-QStash", answer.MessageId, 0), (arrival.Headers["User-Agent"], arrival.MessageId, arrival.Retried));
        Assert.DoesNotContain("X-Dropped", arrival.Headers.Keys);
        Assert.DoesNotContain(arrival.Headers.Keys, name => name.StartsWith("Upstash-Telemetry", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_message_is_readable_right_after_publishing_and_after_delivery()
    {
        var answer = await pair.Api.PublishAsync(receiver.Url + "/read", "text", "content-type: text/plain", "Upstash-Label: a,b", "upstash-forward-x-API-key: k");
        await receiver.WaitForAsync(1);
        var message = (await pair.Api.GetAsync($"/v2/messages/{answer.MessageId}")).Json!;
        Assert.Equal((answer.MessageId, receiver.Url + "/read", "POST"), ((string)message["messageId"]!, (string)message["url"]!, (string)message["method"]!));
        Assert.Equal(("text", 3, "a"), ((string)message["body"]!, (int)message["maxRetries"]!, (string)message["label"]!));
        Assert.Equal("k", (string)message["header"]!["X-Api-Key"]![0]!);
        Assert.Equal("text/plain", (string)message["header"]!["Content-Type"]![0]!);
        Assert.Equal((long)message["createdAt"]!, (long)message["notBefore"]!);
    }

    [Fact]
    public async Task A_message_to_an_endpoint_shows_the_method_that_is_sent()
    {
        await pair.Declared.EndpointAsync("default", "putting", receiver.Url + "/put", endpoint => endpoint with { Method = "PUT" });
        var answer = await pair.Api.PublishAsync("putting", "", "Upstash-Method: PATCH");
        Assert.Equal("PUT", (await receiver.WaitForAsync(1))[0].Method);
        Assert.Equal("PUT", (string)(await pair.Api.GetAsync($"/v2/messages/{answer.MessageId}")).Json!["method"]!);
    }

    [Fact]
    [ProtocolItem(55)]
    public async Task Labels_are_shown_and_sent_alike_and_none_is_absent()
    {
        var labelled = await pair.Api.PublishAsync(receiver.Url, "", "Upstash-Label: a, b,");
        var empty = await pair.Api.PublishAsync(receiver.Url, "", "Upstash-Label: ,", "Upstash-Delay: 1h");
        Assert.Equal("a,b", (await receiver.WaitForAsync(1))[0].Headers["Upstash-Label"]);
        Assert.Equal(["a", "b"], (await pair.Api.GetAsync($"/v2/messages/{labelled.MessageId}")).Json!["labels"]!.AsArray().Select(label => (string)label!));
        Assert.False((await pair.Api.GetAsync($"/v2/messages/{empty.MessageId}")).Json!.AsObject().ContainsKey("labels"));
    }

    [Fact]
    public async Task Another_namespace_neither_reads_nor_cancels_a_message()
    {
        using var other = pair.As("testUser1");
        var id = (await pair.Api.PublishAsync(receiver.Url, "", "Upstash-Delay: 1h")).MessageId;
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/v2/messages/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.DeleteAsync($"/v2/messages/{id}")).Status);
        Assert.Equal(1, (int)(await pair.Api.DeleteAsync($"/v2/messages/{id}")).Json!["cancelled"]!);
        Assert.Equal(HttpStatusCode.NotFound, (await pair.Api.DeleteAsync($"/v2/messages/{id}")).Status);
    }

    [Fact]
    [ProtocolItem(49, 50)]
    public async Task The_same_deduplication_id_through_two_gateways_at_once_is_one_message()
    {
        for (var round = 0; round < 20; round++)
        {
            var header = $"Upstash-Deduplication-Id: same-{round}";
            var answers = await Task.WhenAll(
                pair.First.Api.PublishAsync(receiver.Url + $"/{round}", "", header), pair.Second.Api.PublishAsync(receiver.Url + $"/{round}", "", header));
            Assert.Single(answers.Select(answer => answer.MessageId).Distinct());
            Assert.Single(answers, answer => answer.Status == HttpStatusCode.Accepted && (bool)answer.Json!["deduplicated"]!);
            Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK && !answer.Json!.AsObject().ContainsKey("deduplicated"));
        }

        using var other = pair.As("testUser2");
        Assert.Equal(HttpStatusCode.OK, (await other.PublishAsync(receiver.Url, "", "Upstash-Deduplication-Id: same-0")).Status);
        Assert.Equal(21, (await receiver.WaitForAsync(21)).Count);
    }

    [Fact]
    [ProtocolItem(52, 53)]
    public async Task Content_based_deduplication_looks_at_body_and_forwarded_headers()
    {
        const string Header = "Upstash-Content-Based-Deduplication: True";
        var first = await pair.Api.PublishAsync(receiver.Url + "/c", "one", Header);
        var same = await pair.Api.PublishAsync(receiver.Url + "/c", "one", Header);
        var body = await pair.Api.PublishAsync(receiver.Url + "/c", "two", Header);
        var forwarded = await pair.Api.PublishAsync(receiver.Url + "/c", "one", Header, "Upstash-Forward-X: 1");
        var destination = await pair.Api.PublishAsync(receiver.Url + "/d", "one", Header);
        Assert.Equal(first.MessageId, same.MessageId);
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), (same.Status, body.Status, forwarded.Status, destination.Status));
    }

    [Fact]
    [ProtocolItem(47, 48)]
    public async Task A_topic_gives_every_subscriber_a_copy_and_answers_a_bare_array()
    {
        await pair.Declared.EndpointAsync("default", "copy-one", receiver.Url + "/one");
        await pair.Declared.EndpointAsync("default", "copy-two", receiver.Url + "/two", endpoint => endpoint with { Labels = new Dictionary<string, string> { ["events"] = "copies" } });
        await pair.Declared.TopicAsync(
            "default", "copies",
            new TopicSubscriber { Name = "first", Endpoint = "copy-one" },
            new TopicSubscriber { Name = "url", Url = receiver.Url + "/three" },
            new TopicSubscriber { Name = "labelled", MatchLabels = new Dictionary<string, string> { ["events"] = "copies" } });
        var answer = await pair.Api.PublishAsync("copies", "hello");
        var arrivals = await receiver.WaitForAsync(3);
        Assert.Equal([receiver.Url + "/one", receiver.Url + "/three", receiver.Url + "/two"], answer.Json!.AsArray().Select(item => (string)item!["url"]!));
        Assert.Equal(["/one", "/three", "/two"], arrivals.Select(arrival => arrival.Target).Order());
        Assert.All(arrivals, arrival => Assert.Equal("copies", arrival.Headers["Upstash-Topic-Name"]));
    }

    [Fact]
    public async Task A_name_that_is_both_is_refused_with_both_spellings_and_one_of_another_namespace_is_reached()
    {
        await pair.Declared.EndpointAsync("default", "both", receiver.Url + "/endpoint");
        await pair.Declared.TopicAsync("default", "both", new TopicSubscriber { Name = "url", Url = receiver.Url + "/topic" });
        await pair.Declared.EndpointAsync("payments", "billing", receiver.Url + "/payments");
        var refused = await Eventually.BecomesAsync(
            () => pair.Api.PublishAsync("both", "", "Upstash-Delay: 1h"), answer => answer.Status == HttpStatusCode.BadRequest, "both are known to the gateway");
        Assert.Contains("topic/both", refused.Error, StringComparison.Ordinal);
        Assert.Contains("endpoint/both", refused.Error, StringComparison.Ordinal);
        await pair.Api.PublishAsync("topic/both");
        await pair.Api.PublishAsync("endpoint/both");
        await pair.Api.PublishAsync("billing.payments");
        Assert.Equal(["/endpoint", "/payments", "/topic"], (await receiver.WaitForAsync(3)).Select(arrival => arrival.Target).Order());
    }

    [Theory]
    [ProtocolItem(35, 38, 43, 51)]
    [InlineData("Upstash-Delay: soon", 400, "Upstash-Delay")]
    [InlineData("Upstash-Not-Before: x", 400, "Upstash-Not-Before")]
    [InlineData("Upstash-Retries: -1", 400, "Upstash-Retries")]
    [InlineData("Upstash-Retries: 11", 412, "quota maxRetries exceeded")]
    [InlineData("Upstash-Delay: 3000d", 412, "Upstash-Delay: quota maxDelay exceeded")]
    [InlineData("Upstash-Delay: 4000d", 412, "Upstash-Delay: quota maxDelay exceeded")]
    [InlineData("Upstash-Retry-Delay: sin(retried)", 400, "Upstash-Retry-Delay")]
    [InlineData("Upstash-Timeout: 5x", 400, "Upstash-Timeout")]
    [InlineData("Upstash-Method: TRACE", 400, "Upstash-Method")]
    [InlineData("Upstash-Deduplication-Id: a:b", 400, "DeduplicationId cannot contain ':'")]
    [InlineData("Upstash-Flow-Control-Key: k", 400, "Upstash-Flow-Control-Key")]
    [InlineData("Upstash-Flow-Control-Value: parallelism=1", 400, "Upstash-Flow-Control-Value")]
    [InlineData("Upstash-Content-Based-Deduplication: maybe", 400, "Upstash-Content-Based-Deduplication")]
    [InlineData("Upstash-Callback: x.example", 400, "Upstash-Callback: endpoint has invalid scheme")]
    public async Task A_wrong_header_is_named_and_nothing_is_stored(string header, int status, string text)
    {
        var answer = await pair.Api.PublishAsync(receiver.Url, "", header);
        Assert.Equal(status, (int)answer.Status);
        Assert.Contains(text, answer.Error, StringComparison.Ordinal);
        Assert.Equal(0, receiver.Count);
    }

    [Theory]
    [ProtocolItem(45, 46)]
    [InlineData("example.com/path", 400, "invalid scheme")]
    [InlineData("http://user:secret@example.com", 400, "user name")]
    [InlineData("ftp://example.com", 400, "invalid scheme")]
    [InlineData("", 400, "is expected")]
    [InlineData("https%3A%2F%2Fexample.com%2F%23fragment", 400, "percent-encoded")]
    [InlineData("https%3A%2F%2Fexample.com%2F%C3%BC", 400, "percent-encoded")]
    [InlineData("http://169.254.169.254/latest", 400, "endpoint resolves to a forbidden address: 169.254.169.254")]
    [InlineData("nobody-declared-this", 404, "nobody-declared-this")]
    public async Task A_wrong_destination_is_refused(string destination, int status, string text)
    {
        var answer = await pair.Api.PublishAsync(destination);
        Assert.Equal(status, (int)answer.Status);
        Assert.Contains(text, answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_error_of_a_request_comes_at_once()
    {
        var answer = await pair.Api.PublishAsync("example.com/path", "", "Upstash-Delay: q", "Upstash-Retries: x");
        Assert.All(["Upstash-Delay", "Upstash-Retries", "invalid scheme"], part => Assert.Contains(part, answer.Error, StringComparison.Ordinal));
    }

    [Fact]
    [ProtocolItem(58)]
    public async Task An_oversized_body_is_refused_with_413()
    {
        var answer = await pair.Api.PublishAsync(receiver.Url, new byte[(1024 * 1024) + 1]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Contains("maxMessageSize", answer.Error, StringComparison.Ordinal);
        var wrong = await pair.Api.PublishAsync("nobody-declared-this", new byte[(1024 * 1024) + 1], "Upstash-Delay: q");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.Status);
        Assert.All(["maxMessageSize", "Upstash-Delay", "nobody-declared-this"], part => Assert.Contains(part, wrong.Error, StringComparison.Ordinal));
    }

    [Fact]
    [ProtocolItem(2)]
    public async Task A_wrong_token_is_refused_and_the_query_form_is_accepted()
    {
        using var nobody = new TestKit.Dispatching.PublishApi(pair.First.Url, "wrong");
        var refused = await nobody.PublishAsync(receiver.Url);
        Assert.Equal((HttpStatusCode.Unauthorized, "unable to authenticate: invalid token"), (refused.Status, refused.Error));
        using var anonymous = new HttpClient();
        var accepted = await anonymous.GetAsync($"{pair.First.Url}/v2/keys?qstash_token={Uri.EscapeDataString(TestKit.Dispatching.Tokens.Default)}");
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
    }

    [Fact]
    [ProtocolItem(7)]
    public async Task An_unknown_path_answers_the_error_shape()
    {
        var answer = await pair.Api.GetAsync("/v2/nothing");
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.NotEmpty(answer.Error);
    }
}
