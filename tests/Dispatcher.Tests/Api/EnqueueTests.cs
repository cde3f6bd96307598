using System.Net;
using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

[Collection(nameof(RunningPair))]
public sealed class EnqueueTests(RunningPair pair) : IAsyncLifetime
{
    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Fact]
    [ProtocolItem(69)]
    public async Task A_url_is_taken_raw_and_the_answer_is_a_publishs()
    {
        var published = await pair.Api.PublishAsync(receiver.Url);
        var enqueued = await EnqueueAsync("Orders.v1-a_b", $"{receiver.Url}/a//b%20c?x=1&y=%2F&upstash-method=PUT&qstash_token=no", "hello", "Upstash-Forward-My-Header: v");
        var arrival = (await receiver.WaitForAsync(2)).Single(each => each.MessageId == enqueued.MessageId);
        Assert.Equal(FieldsOf(published.Json!), FieldsOf(enqueued.Json!));
        Assert.Equal(HttpStatusCode.OK, enqueued.Status);
        Assert.Equal(("PUT", "/a//b%20c?x=1&y=%2F", "hello", "v"), (arrival.Method, arrival.Target, arrival.Text, arrival.Headers["My-Header"]));
        Assert.Equal("Orders.v1-a_b", await QueueOfAsync(enqueued.MessageId));
    }

    [Fact]
    [ProtocolItem(69)]
    public async Task A_topic_answers_an_array_and_each_copy_is_in_the_queue()
    {
        await pair.Declared.TopicAsync(
            "default", "queued-topic", new TopicSubscriber { Name = "one", Url = receiver.Url + "/1" }, new TopicSubscriber { Name = "two", Url = receiver.Url + "/2" });
        var answer = await EnqueueAsync("topic-queue", "queued-topic", "");
        var items = answer.Json!.AsArray();
        Assert.Equal([receiver.Url + "/1", receiver.Url + "/2"], items.Select(item => (string)item!["url"]!));
        Assert.All(await receiver.WaitForAsync(2), arrival => Assert.Equal("queued-topic", arrival.Headers["Upstash-Topic-Name"]));
        foreach (var item in items)
        {
            Assert.Equal("topic-queue", await QueueOfAsync((string)item!["messageId"]!));
        }
    }

    [Fact]
    [ProtocolItem(68)]
    public async Task A_queue_that_nobody_made_has_one_slot()
    {
        receiver.Answer = context => Task.Delay(30, context.RequestAborted);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(number => EnqueueAsync("new-queue", $"{receiver.Url}/{number}", "")));
        await receiver.WaitForAsync(10);
        Assert.Equal(1, receiver.MostAtOnce);
        Assert.Equal(1, (int)(await pair.Api.GetAsync("/v2/queues/new-queue")).Json!["parallelism"]!);
    }

    [Fact]
    public async Task A_header_names_the_queue_of_a_publish_and_the_path_comes_first()
    {
        var published = await pair.Api.PublishAsync(receiver.Url, "", "Upstash-Queue-Name: by-header", "Upstash-Delay: 1h");
        var byParameter = await pair.Api.PublishAsync(receiver.Url + "?upstash-queue-name=by-parameter", "", "Upstash-Delay: 1h");
        var enqueued = await EnqueueAsync("by-path", receiver.Url, "", "Upstash-Queue-Name: by-header", "Upstash-Delay: 1h");
        Assert.Equal("by-header", await QueueOfAsync(published.MessageId));
        Assert.Equal("by-parameter", await QueueOfAsync(byParameter.MessageId));
        Assert.Equal("by-path", await QueueOfAsync(enqueued.MessageId));
    }

    [Fact]
    [ProtocolItem(64, 65)]
    public async Task An_item_of_a_batch_names_its_queue_and_null_names_none()
    {
        var answer = await pair.Api.BatchAsync(
            new JsonObject { ["destination"] = receiver.Url, ["queue"] = "batch-queue", ["headers"] = new JsonObject { ["upstash-queue-name"] = "other", ["upstash-delay"] = "1h" } },
            new JsonObject { ["destination"] = receiver.Url, ["queue"] = null, ["body"] = null, ["headers"] = null },
            new JsonObject { ["destination"] = receiver.Url, ["queue"] = "", ["headers"] = new JsonObject { ["upstash-delay"] = "1h" } });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var ids = answer.Json!.AsArray().Select(item => (string)item!["messageId"]!).ToList();
        Assert.Equal(("batch-queue", null, null), (await QueueOfAsync(ids[0]), await QueueOfAsync(ids[1]), await QueueOfAsync(ids[2])));
    }

    [Fact]
    public async Task The_same_deduplication_id_is_one_message_in_a_queue_too()
    {
        var first = await EnqueueAsync("dedup-queue", receiver.Url, "", "Upstash-Deduplication-Id: queued");
        var second = await EnqueueAsync("dedup-queue", receiver.Url, "", "Upstash-Deduplication-Id: queued");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Accepted, first.MessageId), (first.Status, second.Status, second.MessageId));
        Assert.True((bool)second.Json!["deduplicated"]!);
    }

    [Theory]
    [InlineData("a%20b")]
    [InlineData("a%2Fb")]
    [InlineData("a:b")]
    [InlineData("%C3%BC")]
    [InlineData("%0d%0a")]
    [InlineData("")]
    public async Task A_queue_that_cannot_be_called_so_is_refused(string queue)
    {
        var answer = await EnqueueAsync(queue, receiver.Url, "");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith("queue: ", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_has_at_most_256_characters_wherever_it_stands()
    {
        var (longest, tooLong) = (new string('q', 256), new string('q', 257));
        Assert.Equal(HttpStatusCode.OK, (await EnqueueAsync(longest, receiver.Url, "", "Upstash-Delay: 1h")).Status);
        var byPath = await EnqueueAsync(tooLong, receiver.Url, "");
        var byHeader = await pair.Api.PublishAsync(receiver.Url, "", $"Upstash-Queue-Name: {tooLong}");
        var byItem = await pair.Api.BatchAsync(new JsonObject { ["destination"] = receiver.Url, ["queue"] = tooLong });
        Assert.All([byPath, byHeader, byItem], answer => Assert.Equal(HttpStatusCode.BadRequest, answer.Status));
        Assert.StartsWith("Upstash-Queue-Name: ", byHeader.Error, StringComparison.Ordinal);
        Assert.StartsWith("[0] queue: ", byItem.Error, StringComparison.Ordinal);
        Assert.Equal(0, receiver.Count);
    }

    private Task<ApiAnswer> EnqueueAsync(string queue, string destination, string body, params string[] headers) =>
        pair.Api.SendAsync(HttpMethod.Post, $"/v2/enqueue/{queue}/{destination}", System.Text.Encoding.UTF8.GetBytes(body), headers);

    private async Task<string?> QueueOfAsync(string id) => (string?)(await pair.Api.GetAsync($"/v2/messages/{id}")).Json!["queueName"];

    private static IEnumerable<string> FieldsOf(JsonNode answer) => answer.AsObject().Select(field => field.Key);
}
