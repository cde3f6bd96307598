using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

[Collection(nameof(RunningPair))]
public sealed class MessagesTests(RunningPair pair) : IAsyncLifetime
{
    private Receiver receiver = null!;

    private PublishApi Api => pair.Api;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public Task DisposeAsync() => receiver.DisposeAsync().AsTask();

    [Fact]
    [ProtocolItem(103)]
    public async Task A_message_is_read_back_before_and_after_its_delivery_through_either_gateway()
    {
        string[] headers = ["Content-Type: text/plain", "Upstash-Forward-x-API-key: k", "Upstash-Retries: 2"];
        var waiting = (await Api.PublishAsync(receiver.Url + "/a", "hello", [.. headers, "Upstash-Delay: 1h"])).MessageId;
        var delivered = (await Api.PublishAsync(receiver.Url + "/a", "hello", headers)).MessageId;
        await receiver.WaitForAsync(1);
        foreach (var api in new[] { Api, pair.Second.Api })
        {
            foreach (var id in new[] { waiting, delivered })
            {
                var shown = (await api.GetAsync($"/v2/messages/{id}")).Json!;
                Assert.Equal((id, "POST", receiver.Url + "/a", "hello", 2), ((string)shown["messageId"]!, (string)shown["method"]!, (string)shown["url"]!, (string)shown["body"]!, (int)shown["maxRetries"]!));
                Assert.Equal(("text/plain", "k"), ((string)shown["header"]!["Content-Type"]![0]!, (string)shown["header"]!["X-Api-Key"]![0]!));
                Assert.Equal(id == waiting ? 3_600_000 : 0, (long)shown["notBefore"]! - (long)shown["createdAt"]!);
                Assert.DoesNotContain(shown.AsObject(), field => field.Value is null);
            }
        }
    }

    [Fact]
    [ProtocolItem(104)]
    public async Task A_body_that_is_no_text_is_shown_in_base64_and_no_body_is_not_shown()
    {
        byte[] binary = [0, 0xff, 0xfe, 1];
        var id = (await Api.PublishAsync(receiver.Url, binary)).MessageId;
        var shown = (await Api.GetAsync($"/v2/messages/{id}")).Json!.AsObject();
        Assert.Equal(Convert.ToBase64String(binary), (string)shown["bodyBase64"]!);
        Assert.False(shown.ContainsKey("body"));
        var empty = (await Api.GetAsync($"/v2/messages/{(await Api.PublishAsync(receiver.Url)).MessageId}")).Json!.AsObject();
        Assert.False(empty.ContainsKey("body") || empty.ContainsKey("bodyBase64"));
    }

    [Theory]
    [ProtocolItem(105)]
    [InlineData("rate=5, parallelism=3, period=1h30m3s", 5403, 5, 3)]
    [InlineData("parallelism=2", 1, null, 2)]
    public async Task Flow_control_is_shown_in_numbers(string value, int period, int? rate, int? parallelism)
    {
        var id = (await Api.PublishAsync(receiver.Url, "", $"Upstash-Flow-Control-Key: key-{Guid.NewGuid():N}", $"Upstash-Flow-Control-Value: {value}")).MessageId;
        var shown = (await Api.GetAsync($"/v2/messages/{id}")).Json!;
        Assert.StartsWith("key-", (string)shown["flowControlKey"]!, StringComparison.Ordinal);
        Assert.Equal((period, rate, parallelism), ((int)shown["period"]!, (int?)shown["rate"], (int?)shown["parallelism"]));
    }

    [Theory]
    [ProtocolItem(106)]
    [InlineData("msg_unknown")]
    [InlineData("msg_26hZCxZCuWyyTWPmSVBrNC1RADwpgWxPcak2rQD51EMjFMuzcW7qYXpPiDyw8Gd")]
    [InlineData("wfr_1")]
    [InlineData("%00")]
    [InlineData("%20")]
    [InlineData("%ff%fe")]
    [InlineData("a%2Fb")]
    public async Task An_unknown_id_is_not_found(string id)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
        {
            var answer = await Api.SendAsync(method, $"/v2/messages/{id}", []);
            Assert.InRange((int)answer.Status, 400, 404);
            Assert.True(id == "%00" || answer.Error.Length > 0); // the server itself refuses NUL
        }
    }

    [Fact]
    [ProtocolItem(107)]
    public async Task Cancelling_counts_one_and_the_second_time_there_is_none()
    {
        var id = (await Api.PublishAsync(receiver.Url, "", "Upstash-Delay: 1h")).MessageId;
        var first = await pair.Second.Api.DeleteAsync($"/v2/messages/{id}");
        Assert.Equal((HttpStatusCode.OK, """{"cancelled":1}"""), (first.Status, first.Text));
        Assert.Equal(HttpStatusCode.NotFound, (await Api.DeleteAsync($"/v2/messages/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.GetAsync($"/v2/messages/{id}")).Status);
    }

    [Fact]
    [ProtocolItem(113)]
    public async Task What_is_cancelled_while_it_waits_is_never_delivered()
    {
        var id = (await Api.PublishAsync(receiver.Url + "/cancelled", "", "Upstash-Delay: 5s")).MessageId;
        await Api.DeleteAsync($"/v2/messages/{id}");
        await Api.PublishAsync(receiver.Url + "/later", "", "Upstash-Delay: 6s");
        Assert.Equal("/later", (await receiver.WaitForAsync(1))[0].Target);
    }

    [Fact]
    [ProtocolItem(113)]
    public async Task What_is_cancelled_in_flight_is_neither_retried_nor_dead_and_calls_nobody_back()
    {
        var answer = new TaskCompletionSource();
        receiver.Answer = async context =>
        {
            await answer.Task;
            context.Response.StatusCode = context.Request.Path == "/last" ? 200 : 500;
        };
        using var api = pair.As("testUser3");
        string[] failing = [$"Upstash-Failure-Callback: {receiver.Url}/failed", $"Upstash-Callback: {receiver.Url}/called", "Upstash-Retry-Delay: 1"];
        var last = (await api.PublishAsync(receiver.Url + "/in", "", [.. failing, "Upstash-Retries: 0"])).MessageId;
        var retried = (await api.PublishAsync(receiver.Url + "/in", "", [.. failing, "Upstash-Retries: 5"])).MessageId;
        await receiver.WaitForAsync(2);
        foreach (var id in new[] { last, retried })
        {
            Assert.Equal(HttpStatusCode.OK, (await api.DeleteAsync($"/v2/messages/{id}")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/v2/messages/{id}")).Status);
        }

        answer.SetResult();
        await api.PublishAsync(receiver.Url + "/last", "", "Upstash-Delay: 1s");
        Assert.Equal(["/in", "/in", "/last"], (await receiver.WaitForAsync(3)).Select(arrival => arrival.Target));
        foreach (var id in new[] { last, retried })
        {
            Assert.Empty((await api.GetAsync($"/v2/dlq?messageId={id}")).Json!["messages"]!.AsArray());
        }
    }

    [Fact]
    public async Task A_message_that_failed_for_good_is_still_readable_for_a_while()
    {
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        using var api = pair.As("testUser3");
        var id = (await api.PublishAsync(receiver.Url, "", "Upstash-Retries: 0")).MessageId;
        await Eventually.IsTrueAsync(async () => (await api.GetAsync($"/v2/dlq?messageId={id}")).Json!["messages"]!.AsArray().Count == 1, "it is a dead letter");
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/v2/messages/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await api.DeleteAsync($"/v2/messages/{id}")).Status);
        await api.DeleteAsync($"/v2/dlq?messageId={id}");
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/v2/messages/{id}")).Status);
    }
}
