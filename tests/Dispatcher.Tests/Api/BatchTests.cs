using System.Net;
using System.Text.Json.Nodes;
using System.Text;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

[Collection(nameof(RunningPair))]
public sealed class BatchTests(RunningPair pair) : IAsyncLifetime
{
    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Fact]
    [ProtocolItem(65, 66)]
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

    [Theory]
    [InlineData("\ufeff[{\"destination\":\"@\"}]")]
    [InlineData("[{\"destination\":\"@\",\"unknown\":#}]")]
    public async Task A_mark_in_front_and_what_nobody_reads_are_passed_over(string body)
    {
        var deep = new string('[', 500) + new string(']', 500);
        var answer = await SendAsync(body.Replace("@", receiver.Url, StringComparison.Ordinal).Replace("#", deep, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        await receiver.WaitForAsync(1);
    }

    [Theory]
    [ProtocolItem(61, 62)]
    [InlineData(3)]
    [InlineData(1)]
    public async Task As_many_items_answer_in_an_array_in_their_order(int items)
    {
        var answer = await pair.Api.BatchAsync([.. Enumerable.Range(0, items).Select(number => new JsonObject { ["destination"] = $"{receiver.Url}/{number}" })]);
        var ids = answer.Json!.AsArray().Select(item => (string)item!["messageId"]!);
        Assert.Equal(ids, (await receiver.WaitForAsync(items)).OrderBy(arrival => arrival.Target, StringComparer.Ordinal).Select(arrival => arrival.MessageId));
    }

    [Fact]
    [ProtocolItem(67)]
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

    [Fact]
    public async Task Everything_that_is_wrong_with_every_item_comes_at_once()
    {
        var answer = await SendAsync(
            """
            [{"destination":"a.example/x","queue":"a b","headers":{"upstash-delay":"soon","x":{}}},
             null,
             {"destination":"http://a.example"},
             {"destination":"http://a.example/#f","headers":{"upstash-retries":99}}]
            """);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.All(
            ["[0] headers.x: ", "queue: a name is", "Upstash-Delay: ", "invalid scheme", "[1] invalid destination url: a URL, Topic or Endpoint", "[3] Upstash-Retries: quota maxRetries", "fragment"],
            part => Assert.Contains(part, answer.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("[2]", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_unknown_names_make_the_gateway_look_into_the_registry_once()
    {
        var before = await RegistryReadsAsync();
        var answer = await pair.Api.BatchAsync([.. Enumerable.Range(0, 500).Select(number => new JsonObject { ["destination"] = $"unknown-{number}" })]);
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Contains("[499] ", answer.Error, StringComparison.Ordinal);
        Assert.InRange(await RegistryReadsAsync() - before, 1, 100); // scripts of both dispatchers read so too
    }

    [Fact]
    public async Task A_body_that_is_too_large_hides_nothing_else()
    {
        var item = new JsonObject { ["destination"] = "a.example/x", ["body"] = new string('x', (1024 * 1024) + 1), ["headers"] = new JsonObject { ["upstash-delay"] = "x" } };
        var answer = await pair.Api.BatchAsync(item);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.All(["Upstash-Delay: ", "invalid scheme", "maxMessageSize"], part => Assert.Contains(part, answer.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_error_names_the_only_item_too() =>
        Assert.StartsWith("[0] Upstash-Delay: ", (await SendAsync("""[{"destination":"http://a.example","headers":{"upstash-delay":"x"}}]""")).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"\\ud800\"", "headers.upstash-label: a text is expected")]
    [InlineData("\"\\ufffd\"", "upstash-label: is not valid UTF-8")]
    [InlineData("\"a\\u0000b\"", "upstash-label: must not hold control characters")]
    public async Task A_header_that_is_no_text_is_named(string value, string error)
    {
        var answer = await SendAsync($$$"""[{"destination":"http://a.example","headers":{"upstash-label":{{{value}}}}}]""");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(error, answer.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_a_400()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes("""[{"destination":"http://a.example","headers":{"upstash-label":"a"""), 0xff, .. Encoding.UTF8.GetBytes("\"}}]")];
        var answer = await pair.Api.SendAsync(HttpMethod.Post, "/v2/batch", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("headers.upstash-label", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Booleans_and_numbers_are_taken_as_they_are_written()
    {
        await SendAsync($$$"""[{"destination":"{{{receiver.Url}}}","headers":{"upstash-forward-yes":true,"upstash-forward-no":false,"upstash-forward-n":1.50,"upstash-label":null}}]""");
        var headers = (await receiver.WaitForAsync(1))[0].Headers;
        Assert.Equal(("true", "false", "1.50"), (headers["yes"], headers["no"], headers["n"]));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("\\u00e9\\ud83d\\ude00\\n\\\"", "é😀\n\"")]
    [InlineData("größe", "größe")]
    public async Task A_body_arrives_as_the_bytes_that_its_text_stands_for(string written, string body)
    {
        await SendAsync($$"""[{"destination":"{{receiver.Url}}","body":"{{written}}"}]""");
        Assert.Equal(Encoding.UTF8.GetBytes(body), (await receiver.WaitForAsync(1))[0].Body);
    }

    [Theory]
    [InlineData("5", "a JSON array of items is expected: ")]
    [InlineData("{}", "a JSON array of items is expected: ")]
    [InlineData("\"half an emoji \\ud83d\"", "a text without half characters ")]
    public async Task A_body_that_is_no_text_is_named(string body, string expected)
    {
        var answer = await SendAsync($$"""[{"destination":"http://a.example","body":{{body}}}]""");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("$[0].body", answer.Error, StringComparison.Ordinal);
        Assert.StartsWith(expected, answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("""[{"destination":5}]""")]
    [InlineData("""[{"destination":"http://x.example","queue":"a/b"}]""")]
    public async Task What_is_no_batch_answers_400(string body)
    {
        var answer = await pair.Api.SendAsync(HttpMethod.Post, "/v2/batch", Encoding.UTF8.GetBytes(body));
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.NotEmpty(answer.Error);
    }

    private Task<ApiAnswer> SendAsync(string batch) => pair.Api.SendAsync(HttpMethod.Post, "/v2/batch", Encoding.UTF8.GetBytes(batch));

    private async Task<long> RegistryReadsAsync()
    {
        var commands = await pair.Redis.Connection.GetServers()[0].InfoAsync("commandstats");
        var mget = commands.SelectMany(section => section).First(command => command.Key == "cmdstat_mget").Value;
        return long.Parse(mget.Split(',')[0]["calls=".Length..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
