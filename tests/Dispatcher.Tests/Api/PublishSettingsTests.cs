using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>What each setting of a publish does, to what is delivered and to what is shown.</summary>
[Collection(nameof(RunningPair))]
public sealed class PublishSettingsTests(RunningPair pair) : IAsyncLifetime
{
    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Fact]
    [ProtocolItem(19)]
    public async Task A_parameter_configures_and_is_no_part_of_the_destination()
    {
        var shown = await ShownAsync("/p?upstash-retries=0&x=1");
        Assert.Equal((0, receiver.Url + "/p?x=1"), ((int)shown["maxRetries"]!, (string)shown["url"]!));
        Assert.Equal("/p?x=1", (await receiver.WaitForAsync(1))[0].Target);
    }

    [Fact]
    [ProtocolItem(20)]
    public async Task A_header_beats_the_parameter_of_its_name()
    {
        var shown = await ShownAsync("/?upstash-retries=0&upstash-method=PUT&upstash-forward-x=parameter", "Upstash-Retries: 2", "Upstash-Forward-X: header");
        Assert.Equal((2, "PUT", "header"), ((int)shown["maxRetries"]!, (string)shown["method"]!, (string)shown["header"]!["X"]![0]!));
    }

    [Fact]
    [ProtocolItem(22, 23, 28)]
    public async Task Without_a_content_type_none_is_delivered_and_an_empty_body_stays_empty()
    {
        var shown = await ShownAsync("/", "Upstash-Forward-Content-Type: text/forwarded");
        var arrival = (await receiver.WaitForAsync(1))[0];
        Assert.DoesNotContain("Content-Type", arrival.Headers.Keys);
        Assert.Empty(arrival.Body);
        Assert.False(shown.AsObject().ContainsKey("header"));
    }

    [Fact]
    [ProtocolItem(28)]
    public async Task The_content_type_of_the_publish_is_the_deliverys()
    {
        await ShownAsync("/", "Content-Type: text/publish", "Upstash-Forward-Content-Type: text/forwarded");
        Assert.Equal("text/publish", (await receiver.WaitForAsync(1))[0].Headers["Content-Type"]);
    }

    [Fact]
    [ProtocolItem(25, 27)]
    public async Task Headers_of_the_request_stay_behind_unless_all_are_asked_for()
    {
        await ShownAsync("/", "X-Custom: 1", "Cookie: a=b");
        var headers = (await receiver.WaitForAsync(1))[0].Headers;
        Assert.All(["X-Custom", "Cookie", "Authorization"], name => Assert.DoesNotContain(name, headers.Keys));
    }

    [Theory]
    [ProtocolItem(26, 27)]
    [InlineData("/", "Upstash-Header-Forward: true")]
    [InlineData("/?upstash-header-forward=true", "Upstash-Label: any")]
    public async Task All_headers_are_forwarded_when_asked_for_but_for_credentials_and_the_connections_own(string path, string header)
    {
        await ShownAsync(path, header, "X-Custom: 1", "Cookie: a=b", "Keep-Alive: timeout=1", "TE: trailers", "Proxy-Authorization: secret", "Upstash-Retries: 1");
        var headers = (await receiver.WaitForAsync(1))[0].Headers;
        Assert.Equal(("1", "a=b"), (headers["X-Custom"], headers["Cookie"]));
        Assert.All(["Authorization", "Keep-Alive", "TE", "Proxy-Authorization", "Upstash-Retries", "Upstash-Header-Forward"], name => Assert.DoesNotContain(name, headers.Keys));
    }

    [Fact]
    [ProtocolItem(29, 30)]
    public async Task Each_method_is_delivered_and_the_default_is_post()
    {
        string[] methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
        foreach (var method in methods)
        {
            await ShownAsync("/" + method, $"Upstash-Method: {method}");
        }

        await ShownAsync("/default");
        var arrivals = await receiver.WaitForAsync(6);
        Assert.All(arrivals.Where(arrival => arrival.Target != "/default"), arrival => Assert.Equal(arrival.Target, "/" + arrival.Method));
        Assert.Equal("POST", arrivals.Single(arrival => arrival.Target == "/default").Method);
    }

    [Theory]
    [ProtocolItem(31, 32, 33)]
    [InlineData("10s", 10)]
    [InlineData("20", 20)]
    [InlineData("1d10h30m", 124_200)]
    public async Task A_delay_is_added_to_the_moment_of_the_publish(string delay, long seconds)
    {
        var shown = await ShownAsync("/", $"Upstash-Delay: {delay}");
        Assert.Equal(seconds * 1000, (long)shown["notBefore"]! - (long)shown["createdAt"]!);
    }

    [Fact]
    [ProtocolItem(31)]
    public async Task Nothing_is_delivered_before_its_delay_is_over()
    {
        var shown = await ShownAsync("/", "Upstash-Delay: 2s");
        Assert.True((await receiver.WaitForAsync(1))[0].Time.ToUnixTimeMilliseconds() >= (long)shown["notBefore"]!);
    }

    [Fact]
    [ProtocolItem(34)]
    public async Task A_time_wins_over_a_shorter_delay()
    {
        var time = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 3600;
        Assert.Equal(time * 1000, (long)(await ShownAsync("/", $"Upstash-Not-Before: {time}", "Upstash-Delay: 10s"))["notBefore"]!);
    }

    [Fact]
    [ProtocolItem(36, 37)]
    public async Task Without_retries_there_is_one_attempt_and_nothing_said_means_three()
    {
        receiver.Answer = Fail;
        var shown = await ShownAsync("/once", "Upstash-Retries: 0");
        await DeadLetterAsync(shown);
        Assert.Equal((0, 1), ((int)shown["maxRetries"]!, receiver.Count));
        Assert.Equal(3, (int)(await ShownAsync("/", "Upstash-Delay: 1h"))["maxRetries"]!);
    }

    [Theory]
    [ProtocolItem(39)]
    [InlineData("30")]
    [InlineData("30s")]
    public async Task A_timeout_is_shown_in_seconds_with_and_without_its_unit(string timeout) =>
        Assert.Equal(30, (int)(await ShownAsync("/", $"Upstash-Timeout: {timeout}", "Upstash-Delay: 1h"))["timeout"]!);

    [Theory]
    [ProtocolItem(39)]
    [InlineData("1")]
    [InlineData("1s")]
    public async Task An_attempt_is_given_up_after_the_timeout(string timeout)
    {
        receiver.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var started = DateTimeOffset.UtcNow;
        var letter = await DeadLetterAsync(await ShownAsync("/hangs", $"Upstash-Timeout: {timeout}", "Upstash-Retries: 0"));
        Assert.True(DateTimeOffset.UtcNow - started > TimeSpan.FromSeconds(0.9));
        Assert.Contains("deadline", (string)letter["error"]!, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_retry_delay_is_echoed_as_it_was_given() =>
        Assert.Equal("15000", (string)(await ShownAsync("/", "Upstash-Retry-Delay: 15000", "Upstash-Delay: 1h"))["retryDelayExpression"]!);

    [Fact]
    [ProtocolItem(41)]
    public async Task A_retry_delay_counts_the_retries_made()
    {
        receiver.Answer = Fail;
        await ShownAsync("/", "Upstash-Retries: 3", "Upstash-Retry-Delay: pow(2, retried) * 1000");
        Assert.All(Gaps(await receiver.WaitForAsync(4)).Zip([1, 2, 4]), gap => Assert.InRange(gap.First, gap.Second - 0.05, gap.Second + 2.9)); // no one delay fits all three
    }

    [Fact]
    [ProtocolItem(42)]
    public async Task A_retry_delay_may_nest_calls()
    {
        receiver.Answer = Fail;
        await ShownAsync("/", "Upstash-Retries: 1", "Upstash-Retry-Delay: max(1000, pow(2, retried) * 100)");
        Assert.InRange(Gaps(await receiver.WaitForAsync(2)).Single(), 0.95, 6); // the usual delay is 12 s
    }

    [Fact]
    [ProtocolItem(47, 63)]
    public async Task Everything_holds_for_every_copy_of_a_topic()
    {
        await pair.Declared.TopicAsync(
            "default", "settings-topic", new() { Name = "one", Url = receiver.Url + "/1" }, new() { Name = "two", Url = receiver.Url + "/2" });
        var answer = await pair.Api.BatchAsync(
            new JsonObject { ["destination"] = receiver.Url + "/0" },
            new JsonObject { ["destination"] = "settings-topic", ["body"] = "text", ["headers"] = new JsonObject { ["upstash-method"] = "PUT", ["upstash-forward-x"] = "1" } });
        var copies = answer.Json![1]!.AsArray();
        Assert.Equal([receiver.Url + "/1", receiver.Url + "/2"], copies.Select(copy => (string)copy!["url"]!));
        var arrivals = (await receiver.WaitForAsync(3)).Where(arrival => arrival.Target != "/0");
        Assert.All(arrivals, arrival => Assert.Equal(("PUT", "1", "text"), (arrival.Method, arrival.Headers["X"], arrival.Text)));
    }

    private static Task Fail(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return Task.CompletedTask;
    }

    private static IEnumerable<double> Gaps(IReadOnlyList<Arrival> arrivals) => arrivals.Zip(arrivals.Skip(1), (first, next) => (next.Time - first.Time).TotalSeconds);

    private async Task<JsonNode> ShownAsync(string path, params string[] headers)
    {
        var answer = await pair.Api.PublishAsync(receiver.Url + path, "", headers);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return (await pair.Api.GetAsync($"/v2/messages/{answer.MessageId}")).Json!;
    }

    private async Task<JsonNode> DeadLetterAsync(JsonNode shown)
    {
        var page = await Eventually.BecomesAsync(
            () => pair.Api.GetAsync($"/v2/dlq?messageId={(string)shown["messageId"]!}"), answer => answer.Json!["messages"]!.AsArray().Count == 1, "the dead letter is listed");
        return page.Json!["messages"]![0]!;
    }
}
