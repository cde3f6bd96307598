using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

[Collection(nameof(RunningPair))]
public sealed class QueuesTests(RunningPair pair)
{
    private readonly string queue = $"queue-{Guid.NewGuid():N}";

    private PublishApi Api => pair.Api;

    [Fact]
    [ProtocolItem(68, 69)]
    public async Task Enqueueing_makes_the_queue_and_answers_as_publishing_does()
    {
        await using var receiver = await Receiver.StartAsync();
        var answer = await EnqueueAsync(receiver.Url + "/x?y=1");
        Assert.StartsWith("msg_", answer.MessageId, StringComparison.Ordinal);
        Assert.Equal("/x?y=1", (await receiver.WaitForAsync(1))[0].Target);
        Assert.Equal(1, (int)(await GetAsync())["parallelism"]!);
        Assert.Equal(queue, (string)(await Api.GetAsync($"/v2/messages/{answer.MessageId}")).Json!["queueName"]!);
    }

    [Fact]
    [ProtocolItem(69)]
    public async Task Enqueueing_to_a_topic_answers_an_array_and_puts_every_message_into_the_queue()
    {
        await using var receiver = await Receiver.StartAsync();
        await pair.Declared.TopicAsync("default", queue, new Core.Model.TopicSubscriber { Name = "a", Url = receiver.Url + "/a" }, new Core.Model.TopicSubscriber { Name = "b", Url = receiver.Url + "/b" });
        await PauseAsync("pause");
        var answer = await EnqueueAsync(queue);
        Assert.Equal(2, answer.Json!.AsArray().Count);
        Assert.Equal(2, (int)(await GetAsync())["lag"]!);
        await PauseAsync("resume");
        Assert.Equal(["/a", "/b"], (await receiver.WaitForAsync(2)).Select(arrival => arrival.Target).Order(StringComparer.Ordinal));
    }

    [Fact]
    [ProtocolItem(70)]
    public async Task The_second_message_starts_when_the_first_is_over_retries_included()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = context.Request.Path == "/first" ? 500 : 200;
            return Task.CompletedTask;
        };
        await EnqueueAsync(receiver.Url + "/first", "Upstash-Retries: 2", "Upstash-Retry-Delay: 50");
        await EnqueueAsync(receiver.Url + "/second");
        Assert.Equal(["/first", "/first", "/first", "/second"], (await receiver.WaitForAsync(4)).Select(arrival => arrival.Target));
    }

    [Fact]
    [ProtocolItem(71)]
    public async Task A_callback_of_the_first_message_delays_the_second_until_it_is_over()
    {
        await using var receiver = await Receiver.StartAsync();
        var calledBack = new TaskCompletionSource();
        receiver.Answer = context => context.Request.Path == "/callback" ? calledBack.Task : Task.CompletedTask;
        await EnqueueAsync(receiver.Url + "/first", $"Upstash-Callback: {receiver.Url}/callback");
        await EnqueueAsync(receiver.Url + "/second");
        Assert.Equal(["/first", "/callback"], (await receiver.WaitForAsync(2)).Select(arrival => arrival.Target));
        Assert.Equal(2, (int)(await GetAsync())["lag"]!);
        calledBack.SetResult();
        Assert.Equal("/second", (await receiver.WaitForAsync(3))[^1].Target);
    }

    [Fact]
    [ProtocolItem(72)]
    public async Task A_queue_shows_all_six_fields()
    {
        await UpsertAsync(2, false);
        var shown = (await GetAsync()).AsObject();
        Assert.Equal(["createdAt", "lag", "name", "parallelism", "paused", "updatedAt"], shown.Select(field => field.Key).Order(StringComparer.Ordinal));
        Assert.Equal((queue, 2, false, 0), ((string)shown["name"]!, (int)shown["parallelism"]!, (bool)shown["paused"]!, (int)shown["lag"]!));
        Assert.InRange((long)shown["createdAt"]!, DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeMilliseconds(), DateTimeOffset.UtcNow.AddSeconds(1).ToUnixTimeMilliseconds());
    }

    [Fact]
    [ProtocolItem(73, 74)]
    public async Task An_upsert_sets_what_it_says_and_leaves_the_rest()
    {
        await UpsertAsync(4, true);
        Assert.Equal((4, true), await SettingsAsync(pair.Second.Api));
        await UpsertAsync(1, false);
        Assert.Equal((1, false), await SettingsAsync(pair.Second.Api));
        await PostAsync(new JsonObject { ["queueName"] = queue, ["paused"] = true, ["unknown"] = 1 });
        Assert.Equal((1, true), await SettingsAsync(Api));
        await PostAsync(new JsonObject { ["queueName"] = queue, ["parallelism"] = 9, ["paused"] = null });
        Assert.Equal((9, true), await SettingsAsync(Api));
    }

    [Fact]
    [ProtocolItem(75, 76)]
    public async Task A_paused_queue_fills_up_and_delivers_when_it_is_resumed()
    {
        await using var receiver = await Receiver.StartAsync();
        await PauseAsync("pause");
        await PauseAsync("pause");
        await EnqueueAsync(receiver.Url + "/1");
        await EnqueueAsync(receiver.Url + "/2");
        var shown = await GetAsync();
        Assert.Equal((true, 2), ((bool)shown["paused"]!, (int)shown["lag"]!));
        Assert.Equal(0, receiver.Count);
        await PauseAsync("resume");
        Assert.Equal(["/1", "/2"], (await receiver.WaitForAsync(2)).Select(arrival => arrival.Target));
        Assert.False((bool)(await GetAsync())["paused"]!);
    }

    [Fact]
    [ProtocolItem(77, 78)]
    public async Task A_deleted_queue_is_in_no_list_and_its_messages_are_gone()
    {
        await using var receiver = await Receiver.StartAsync();
        await PauseAsync("pause");
        var id = (await EnqueueAsync(receiver.Url)).MessageId;
        Assert.Contains(queue, await NamesAsync(pair.Second.Api));
        Assert.Equal(HttpStatusCode.OK, (await pair.Second.Api.DeleteAsync($"/v2/queues/{queue}")).Status);
        Assert.DoesNotContain(queue, await NamesAsync(Api));
        Assert.Equal(HttpStatusCode.NotFound, (await Api.GetAsync($"/v2/queues/{queue}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.GetAsync($"/v2/messages/{id}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Api.DeleteAsync($"/v2/queues/{queue}")).Status);
    }

    [Fact]
    public async Task What_a_deleted_queue_drops_is_cancelled_in_the_log_and_what_was_delivered_is_not()
    {
        await using var receiver = await Receiver.StartAsync();
        var gate = new TaskCompletionSource();
        receiver.Answer = context => context.Request.Path == "/held" ? gate.Task : Task.CompletedTask;
        var delivered = (await EnqueueAsync(receiver.Url)).MessageId;
        await StatesBecomeAsync(delivered, "DELIVERED ACTIVE CREATED");
        string[] dropped = [(await EnqueueAsync(receiver.Url + "/held")).MessageId, (await EnqueueAsync(receiver.Url)).MessageId];
        await receiver.WaitForAsync(2);
        await Api.DeleteAsync($"/v2/queues/{queue}");
        gate.SetResult();
        await StatesBecomeAsync(dropped[1], "CANCELED CANCEL_REQUESTED CREATED");
        await Eventually.IsTrueAsync(async () => (await StatesAsync(dropped[0])).StartsWith("CANCELED CANCEL_REQUESTED", StringComparison.Ordinal), "the one in flight too");
        Assert.Equal("DELIVERED ACTIVE CREATED", await StatesAsync(delivered));
    }

    private Task StatesBecomeAsync(string id, string states) => Eventually.BecomesAsync(() => StatesAsync(id), seen => seen == states, $"the log of {id}");

    private async Task<string> StatesAsync(string id) =>
        string.Join(' ', (await Api.GetAsync($"/v2/logs?messageId={id}")).Json!["logs"]!.AsArray().Select(entry => (string)entry!["state"]!));

    [Fact]
    public async Task Another_namespace_sees_and_deletes_its_own_queues_only()
    {
        await UpsertAsync(3, true);
        using var other = pair.As("testUser2");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/v2/queues/{queue}")).Status);
        Assert.DoesNotContain(queue, await NamesAsync(other));
        await other.DeleteAsync($"/v2/queues/{queue}");
        Assert.Equal((3, true), await SettingsAsync(Api));
    }

    [Theory]
    [ProtocolItem(79)]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("ä")]
    [InlineData("a\u0000")]
    public async Task A_name_that_is_none_is_refused(string name)
    {
        var answer = await PostAsync(new JsonObject { ["queueName"] = name });
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("queueName", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a%20b")]
    [InlineData("a%2Fb")]
    [InlineData("%FF")]
    public async Task What_no_queue_can_be_called_is_not_deleted_either(string name)
    {
        var answer = await Api.DeleteAsync("/v2/queues/" + name);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("queueName", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"queueName":"q","parallelism":0}""", "parallelism")]
    [InlineData("""{"queueName":"q","parallelism":-1}""", "parallelism")]
    [InlineData("""{"queueName":"q","parallelism":1.5}""", "parallelism")]
    [InlineData("""{"queueName":"q","parallelism":1e99}""", "parallelism")]
    [InlineData("""{"queueName":"q","parallelism":"2"}""", "parallelism")]
    [InlineData("""{"queueName":"q","paused":"yes"}""", "paused")]
    [InlineData("""{"queueName":7}""", "queueName")]
    [InlineData("""{"queueName":"\ud800"}""", "queueName")]
    [InlineData("""{}""", "queueName")]
    [InlineData("""[]""", "JSON object")]
    [InlineData("""{"queueName":""", "JSON object")]
    [InlineData("", "JSON object")]
    public async Task Settings_that_are_none_are_refused_by_name(string body, string named)
    {
        var answer = await Api.SendAsync(HttpMethod.Post, "/v2/queues", Encoding.UTF8.GetBytes(body));
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(named, answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("q", await NamesAsync(Api));
    }

    [Fact]
    [ProtocolItem(80)]
    public async Task Parallelism_beyond_the_limit_is_refused_as_a_quota()
    {
        await UpsertAsync(2, false);
        var answer = await PostAsync(new JsonObject { ["queueName"] = queue, ["parallelism"] = 1001 });
        Assert.Equal(HttpStatusCode.PreconditionFailed, answer.Status);
        Assert.Contains("quota maxQueueParallelism exceeded", answer.Error, StringComparison.Ordinal);
        Assert.Equal((2, false), await SettingsAsync(Api));
    }

    private Task<ApiAnswer> EnqueueAsync(string destination, params string[] headers) => Api.SendAsync(HttpMethod.Post, $"/v2/enqueue/{queue}/{destination}", "body"u8.ToArray(), headers);

    private Task<ApiAnswer> PostAsync(JsonObject body) => Api.SendAsync(HttpMethod.Post, "/v2/queues", Encoding.UTF8.GetBytes(body.ToJsonString()), "Content-Type: application/json");

    private async Task UpsertAsync(int parallelism, bool paused) => Assert.Equal(
        HttpStatusCode.OK, (await PostAsync(new JsonObject { ["queueName"] = queue, ["parallelism"] = parallelism, ["paused"] = paused })).Status);

    private async Task PauseAsync(string verb) => Assert.Equal(HttpStatusCode.OK, (await Api.SendAsync(HttpMethod.Post, $"/v2/queues/{queue}/{verb}", [])).Status);

    private async Task<JsonNode> GetAsync() => (await Api.GetAsync($"/v2/queues/{queue}")).Json!;

    private async Task<(int Parallelism, bool Paused)> SettingsAsync(PublishApi api)
    {
        var shown = (await api.GetAsync($"/v2/queues/{queue}")).Json!;
        return ((int)shown["parallelism"]!, (bool)shown["paused"]!);
    }

    private static async Task<IEnumerable<string>> NamesAsync(PublishApi api) => (await api.GetAsync("/v2/queues")).Json!.AsArray().Select(shown => (string)shown!["name"]!);
}
