using System.Net;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;
using Microsoft.AspNetCore.Http;

namespace Postrider.Dispatcher.Tests.Api;

[Collection(nameof(RunningPair))]
public sealed class DeadLettersTests(RunningPair pair) : IAsyncLifetime
{
    private Receiver receiver = null!;
    private PublishApi api = null!;

    public async Task InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        api = pair.As("testUser3");
        foreach (var letter in (await api.GetAsync("/v2/dlq")).Json!["messages"]!.AsArray())
        {
            await api.DeleteAsync($"/v2/dlq/{(string)letter!["dlqId"]!}");
        }
    }

    public async Task DisposeAsync()
    {
        api.Dispose();
        await receiver.DisposeAsync();
    }

    [Fact]
    [ProtocolItem(114, 118, 123, 125)]
    public async Task A_message_that_fails_for_good_is_kept_with_its_last_response_and_can_be_sent_again()
    {
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync("not here");
        };
        var id = (await api.PublishAsync(receiver.Url + "/gone", "body", "Upstash-Retries: 1", "Upstash-Retry-Delay: 1")).MessageId;
        var letter = await WaitForOneAsync();
        Assert.Equal((id, 404, "not here", "body", 1), ((string)letter["messageId"]!, (int)letter["responseStatus"]!, (string)letter["responseBody"]!, (string)letter["body"]!, (int)letter["maxRetries"]!));
        Assert.Equal(2, receiver.Count);
        Assert.Equal([0, 1], receiver.Arrivals.Select(arrival => arrival.Retried));

        receiver.Answer = _ => Task.CompletedTask;
        var path = $"/v2/dlq/retry/{(string)letter["dlqId"]!}";
        Assert.Equal(HttpStatusCode.NotFound, (await pair.Api.SendAsync(HttpMethod.Post, path, [])).Status);
        var retried = await api.SendAsync(HttpMethod.Post, path, [], "Upstash-Retries: 0");
        Assert.Equal(HttpStatusCode.Created, retried.Status);
        var arrival = (await receiver.WaitForAsync(3))[2];
        Assert.Equal((retried.MessageId, "body", "0"), (arrival.MessageId, arrival.Text, arrival.Headers["Upstash-Max-Retries"]));
        Assert.Empty((await api.GetAsync("/v2/dlq")).Json!["messages"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync(HttpMethod.Post, path, [])).Status);
    }

    [Fact]
    [ProtocolItem(126)]
    public async Task Status_489_with_its_header_ends_a_message_at_once()
    {
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 489;
            context.Response.Headers["Upstash-NonRetryable-Error"] = "true";
            return Task.CompletedTask;
        };
        await api.PublishAsync(receiver.Url, "", "Upstash-Retries: 5");
        Assert.Equal(489, (int)(await WaitForOneAsync())["responseStatus"]!);
        Assert.Equal(1, receiver.Count);
    }

    [Fact]
    public async Task A_timeout_is_a_failed_attempt_with_a_text()
    {
        receiver.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await api.PublishAsync(receiver.Url, "", "Upstash-Retries: 0", "Upstash-Timeout: 0.2s");
        var letter = await WaitForOneAsync();
        Assert.Equal(0, (int)letter["responseStatus"]!);
        Assert.Contains("context deadline exceeded", (string)letter["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    [ProtocolItem(116)]
    public async Task Pages_go_from_the_newest_to_the_oldest_and_end_without_a_cursor()
    {
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        for (var message = 0; message < 3; message++)
        {
            await api.PublishAsync($"{receiver.Url}/{message}", "", "Upstash-Retries: 0");
            await Eventually.BecomesAsync(CountAsync, count => count == message + 1, "the dead letter is there");
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await api.GetAsync("/v2/dlq?count=1" + (cursor is null ? "" : $"&cursor={cursor}"))).Json!;
            seen.Add((string)page["messages"]!.AsArray().Single()!["url"]!);
            cursor = (string?)page["cursor"];
        }
        while (cursor is not null);
        Assert.Equal(["/2", "/1", "/0"], seen.Select(url => url[receiver.Url.Length..]));
    }

    [Fact]
    [ProtocolItem(119)]
    public async Task A_deleted_dead_letter_is_gone_and_a_filter_that_is_not_served_is_refused()
    {
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await api.PublishAsync(receiver.Url, "", "Upstash-Retries: 0");
        var path = $"/v2/dlq/{(string)(await WaitForOneAsync())["dlqId"]!}";
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync(path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await pair.Api.GetAsync(path)).Status);
        Assert.Equal(HttpStatusCode.OK, (await api.DeleteAsync(path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await api.DeleteAsync(path)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await api.GetAsync("/v2/dlq?labeel=x")).Status);
    }

    private async Task<int> CountAsync() => (await api.GetAsync("/v2/dlq")).Json!["messages"]!.AsArray().Count;

    private async Task<System.Text.Json.Nodes.JsonNode> WaitForOneAsync()
    {
        await Eventually.BecomesAsync(CountAsync, count => count == 1, "one dead letter");
        return (await api.GetAsync("/v2/dlq")).Json!["messages"]![0]!;
    }
}
