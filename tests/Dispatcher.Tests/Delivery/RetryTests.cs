using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Postrider.Dispatcher.Tests.Api;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Delivery;

[Collection(nameof(RunningPair))]
public sealed class RetryTests(RunningPair pair) : IAsyncLifetime
{
    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public Task DisposeAsync() => receiver.DisposeAsync().AsTask();

    [Fact]
    [ProtocolItem(143, 144)]
    public async Task Every_attempt_says_who_sends_which_message_and_how_often_it_was_tried()
    {
        AnswerWith(500);
        var id = (await pair.Api.PublishAsync(receiver.Url, "", "Upstash-Retries: 2", "Upstash-Retry-Delay: 1")).MessageId;
        var arrivals = await receiver.WaitForAsync(3);
        Assert.All(arrivals, arrival => Assert.Equal(("Upstash-QStash", id), (arrival.Headers["User-Agent"], arrival.MessageId)));
        Assert.Equal([0, 1, 2], arrivals.Select(arrival => arrival.Retried));
    }

    [Theory]
    [ProtocolItem(145)]
    [InlineData(200, false)]
    [InlineData(204, false)]
    [InlineData(299, false)]
    [InlineData(301, true)]
    [InlineData(404, true)]
    [InlineData(500, true)]
    [InlineData(0, true)]
    public async Task A_2xx_ends_a_message_and_everything_else_is_tried_again(int status, bool isRetried)
    {
        var hanging = new TaskCompletionSource();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = status == 0 ? 200 : status;
            return status == 0 ? hanging.Task : Task.CompletedTask;
        };
        var id = (await pair.Api.PublishAsync(receiver.Url, "", "Upstash-Retries: 1", "Upstash-Retry-Delay: 1", $"Upstash-Timeout: {(status == 0 ? 1 : 60)}")).MessageId;
        await WaitForStatesAsync(id, isRetried ? ["RETRY", "FAILED"] : ["DELIVERED"]);
        hanging.SetResult();
        Assert.Equal(isRetried ? 2 : 1, receiver.Count);
    }

    [Theory]
    [ProtocolItem(146, 147, 148)]
    [InlineData("X-None", "1", 12_182)]
    [InlineData("Retry-After", "5", 5000)]
    [InlineData("retry-after", "date", 8000)]
    [InlineData("X-RateLimit-Reset", "1m30s", 90_000)]
    [InlineData("Retry-After", "86401", 12_182)]
    [InlineData("Retry-After", "soon", 12_182)]
    public async Task The_next_attempt_is_when_the_receiver_says_else_after_the_usual_delay(string header, string value, int delayMs)
    {
        AnswerWith(429, header, value == "date" ? DateTimeOffset.UtcNow.AddMilliseconds(delayMs).ToString("R", CultureInfo.InvariantCulture) : value);
        var id = (await pair.Api.PublishAsync(receiver.Url)).MessageId;
        var retry = await Eventually.BecomesAsync(
            async () => (await EventsAsync(id)).FirstOrDefault(entry => (string)entry["state"]! == "RETRY"), entry => entry is not null, "the retry is planned");
        // A date has whole seconds, and is told before the message is published.
        Assert.InRange((long)retry!["nextDeliveryTime"]! - receiver.Arrivals[0].Time.ToUnixTimeMilliseconds(), delayMs - (value == "date" ? 6000 : 1), delayMs + (value == "date" ? 1000 : 5000));
        await pair.Api.DeleteAsync($"/v2/messages/{id}");
    }

    [Fact]
    [ProtocolItem(147)]
    public async Task A_receiver_that_wants_it_at_once_has_it_at_once()
    {
        AnswerWith(429, "Retry-After", "0");
        await pair.Api.PublishAsync(receiver.Url, "", "Upstash-Retries: 1", "Upstash-Retry-Delay: 86400000");
        Assert.Equal(1, (await receiver.WaitForAsync(2))[1].Retried);
    }

    [Fact]
    [ProtocolItem(149)]
    public async Task A_489_without_its_header_is_tried_again()
    {
        AnswerWith(489);
        await pair.Api.PublishAsync(receiver.Url, "", "Upstash-Retries: 1", "Upstash-Retry-Delay: 1");
        Assert.Equal(1, (await receiver.WaitForAsync(2))[1].Retried);
    }

    private void AnswerWith(int status, string header = "X-None", string value = "1") => receiver.Answer = context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers[header] = value;
        return Task.CompletedTask;
    };

    // Two workers may have made the two attempts, and each writes its own part of the log.
    private Task WaitForStatesAsync(string id, string[] expected) => Eventually.IsTrueAsync(
        async () => expected.All((await EventsAsync(id)).Select(entry => (string)entry["state"]!).Contains), $"{string.Join(", ", expected)} are logged");

    private async Task<IReadOnlyList<JsonNode>> EventsAsync(string id) => [.. (await pair.Api.GetAsync($"/v2/events?messageId={id}")).Json!["events"]!.AsArray().Select(entry => entry!)];
}
