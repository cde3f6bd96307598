using System.Net;
using System.Text.Json.Nodes;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

[Collection(nameof(RunningPair))]
public sealed class FlowControlTests(RunningPair pair) : IAsyncLifetime
{
    private static readonly string[] Fields =
    [
        "flowControlKey", "waitListSize", "waitlistSize", "parallelismMax", "parallelismCount", "rateMax", "rateCount", "ratePeriod", "ratePeriodStart", "isPaused",
        "isPinnedParallelism", "isPinnedRate",
    ];

    private readonly PublishApi api = pair.As("testUser2");
    private readonly PublishApi other = new(pair.Second.Url, Tokens.Of("testUser2"));
    private readonly string key = $"key-{Guid.NewGuid():N}"; // of this test alone
    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync()
    {
        api.Dispose();
        other.Dispose();
        await receiver.DisposeAsync();
    }

    [Fact]
    [ProtocolItem(157)]
    public async Task A_key_is_there_right_after_the_publish_with_every_field()
    {
        for (var number = 0; number < 20; number++)
        {
            await PublishAsync("parallelism=3, rate=5, period=1m", $"{key}{number}");
            var state = (await other.GetAsync($"/v2/flowControl/{key}{number}")).Json!.AsObject();
            Assert.Equal(Fields, state.Select(field => field.Key));
            Assert.Equal(($"{key}{number}", 3, 5, 60), ((string)state["flowControlKey"]!, (int)state["parallelismMax"]!, (int)state["rateMax"]!, (int)state["ratePeriod"]!));
            Assert.False((bool)state["isPaused"]! || (bool)state["isPinnedParallelism"]! || (bool)state["isPinnedRate"]!);
        }

        await receiver.WaitForAsync(20);
    }

    [Fact]
    [ProtocolItem(158)]
    public async Task An_unknown_key_is_not_found_and_only_pause_and_pin_make_it()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/v2/flowControl/{key}")).Status);
        foreach (var action in new[] { "resume", "unpin?rate=true", "resetRate", "reset", "nothing" })
        {
            var answer = await PostAsync(action);
            Assert.Equal(HttpStatusCode.NotFound, answer.Status);
            Assert.NotEmpty(answer.Error);
        }

        Assert.Equal(HttpStatusCode.OK, (await PostAsync("pause")).Status);
        Assert.True((bool)(await ReadAsync())["isPaused"]!);
    }

    [Fact]
    [ProtocolItem(159)]
    public async Task A_paused_key_keeps_its_messages_and_drains_when_it_goes_on()
    {
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("pause")).Status);
        for (var message = 0; message < 10; message++)
        {
            await PublishAsync("parallelism=2");
        }

        var state = await ReadAsync();
        Assert.Equal((true, 10, 10, 0), ((bool)state["isPaused"]!, (int)state["waitListSize"]!, (int)state["waitlistSize"]!, (int)state["parallelismCount"]!));
        Assert.Equal(0, receiver.Count);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("resume", other)).Status);
        await receiver.WaitForAsync(10);
        Assert.InRange(receiver.MostAtOnce, 1, 2);
        await Eventually.BecomesAsync(ReadAsync, now => (int)now["parallelismCount"]! == 0 && (int)now["waitListSize"]! == 0 && !(bool)now["isPaused"]!, "all are delivered");
    }

    [Fact]
    [ProtocolItem(160)]
    public async Task A_pin_sets_flags_and_maxima_and_what_is_unpinned_leaves_the_rest()
    {
        await PublishAsync("parallelism=1, rate=1, period=10m");
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("pin?parallelism=7&rate=9&period=120")).Status);
        await PublishAsync("parallelism=2, rate=100");
        Assert.Equal((7, 9, 120, true, true), Limits(await ReadAsync()));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("unpin?parallelism=true", other)).Status);
        Assert.Equal((7, 9, 120, false, true), Limits(await ReadAsync()));
        await PublishAsync("parallelism=2, rate=100");
        Assert.Equal((2, 9, 120, false, true), Limits(await ReadAsync()));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("unpin?rate=True")).Status);
        Assert.Equal((2, 9, 120, false, false), Limits(await ReadAsync()));
        await receiver.WaitForAsync(3);
    }

    [Fact]
    [ProtocolItem(161)]
    public async Task Resetting_the_rate_counts_from_zero_and_lets_the_next_ones_start()
    {
        for (var message = 0; message < 5; message++)
        {
            await PublishAsync("rate=2, period=1d");
        }

        await receiver.WaitForAsync(2);
        var state = await Eventually.BecomesAsync(ReadAsync, now => (int)now["rateCount"]! == 2 && (int)now["waitListSize"]! == 3, "the window is used up");
        Assert.InRange((long)state["ratePeriodStart"]!, DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        await PostAsync("pause");
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("resetRate")).Status);
        Assert.Equal(0, (int)(await ReadAsync())["rateCount"]!);
        await PostAsync("resume");
        await receiver.WaitForAsync(4);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("reset")).Status);
        await receiver.WaitForAsync(5);
    }

    [Fact]
    [ProtocolItem(156)]
    public async Task At_most_five_start_in_ten_seconds_and_the_rest_follows()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(message => // together: a window opens with the first start, and all of its starts are to come soon
            (message % 2 == 0 ? api : other).PublishAsync($"{receiver.Url}/{message}", "", $"Upstash-Flow-Control-Key: {key}", "Upstash-Flow-Control-Value: rate=5, period=10s")));
        var times = (await receiver.WaitForAsync(8)).Select(arrival => arrival.Time).Order().ToList();
        Assert.All(Enumerable.Range(0, 3), first => Assert.True((times[first + 5] - times[first]).TotalSeconds >= 10));
        Assert.Equal(8, receiver.Arrivals.Select(arrival => arrival.MessageId).Distinct().Count());
    }

    [Theory]
    [InlineData("a/b", "a/b")]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a:b", "a:b")]
    [InlineData("a:b", "a%3Ab")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("a b", "a%20b")]
    [InlineData("a+b", "a+b")]
    [InlineData("a?b", "a%3Fb")]
    [InlineData("pause", "pause")]
    [InlineData("a/pause", "a/pause")]
    [InlineData("http://a.example/x", "http://a.example/x")]
    public async Task A_key_is_taken_from_the_path_as_it_was_sent(string name, string path)
    {
        await PublishAsync("parallelism=3", key + name);
        await Eventually.IsTrueAsync(() => receiver.Count == 1, "it is delivered");
        Assert.Equal(key + name, (string)(await api.GetAsync($"/v2/flowControl/{key}{path}")).Json!["flowControlKey"]!);
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(HttpMethod.Post, $"/v2/flowControl/{key}{path}/pin?parallelism=4", [])).Status);
        var state = (await api.GetAsync($"/V2/flowcontrol/{key}{path}")).Json!;
        Assert.Equal((4, true), ((int)state["parallelismMax"]!, (bool)state["isPinnedParallelism"]!));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    public async Task Verbs_and_casing_are_lenient(string method)
    {
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(new(method), $"/v2/FLOWCONTROL/{key}/Pause", [])).Status);
        Assert.True((bool)(await ReadAsync())["isPaused"]!);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await api.DeleteAsync($"/v2/flowControl/{key}")).Status);
    }

    [Theory]
    [InlineData("pin", "at least one")]
    [InlineData("pin?parallelism=0", "parallelism: '0'")]
    [InlineData("pin?parallelism=-1", "parallelism: '-1'")]
    [InlineData("pin?parallelism=1.5", "parallelism: '1.5'")]
    [InlineData("pin?parallelism=", "parallelism: ''")]
    [InlineData("pin?parallelism=NaN&rate=x&period=soon", "rate: 'x'")]
    [InlineData("pin?rate=99999999999999", "rate: '99999999999999'")]
    [InlineData("pin?rate=1&rate=2", "rate: is given 2 times")]
    [InlineData("pin?period=0", "period: '0'")]
    [InlineData("pin?period=604801", "period: '604801'")]
    [InlineData("pin?parallelism=%FF%00", "parallelism: ")]
    [InlineData("unpin?parallelism=maybe", "parallelism: 'maybe'")]
    [InlineData("unpin?rate=1", "rate: '1'")]
    public async Task What_cannot_be_read_is_refused_by_its_name_and_changes_nothing(string action, string error)
    {
        await PublishAsync("parallelism=3, rate=5, period=1m");
        var answer = await PostAsync(action);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(error, answer.Error, StringComparison.Ordinal);
        Assert.Equal((3, 5, 60, false, false), Limits(await ReadAsync()));
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once()
    {
        var error = (await PostAsync("pin?parallelism=NaN&rate=x&period=soon")).Error;
        Assert.All(["parallelism: ", "rate: ", "period: "], name => Assert.Contains(name, error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/v2/flowControl//pause")]
    [InlineData("/v2/flowControl/pause")]
    [InlineData("/v2/flowControl/%20/pause")]
    [InlineData("/v2/flowControl/a%0Ab/pause")]
    public async Task A_path_without_a_key_that_a_header_could_hold_is_refused(string path)
    {
        var answer = await api.SendAsync(HttpMethod.Post, path, []);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.NotEmpty(answer.Error);
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused()
    {
        Assert.StartsWith("flowControlKey: longer than", (await api.SendAsync(HttpMethod.Post, $"/v2/flowControl/{new string('x', 513)}/pause", [])).Error, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/v2/flowControl/{new string('x', 5000)}")).Status);
    }

    [Fact]
    [ProtocolItem(157)]
    public async Task The_list_has_every_key_of_the_namespace_or_those_that_hold_a_text()
    {
        await PublishAsync("parallelism=3", key + "one");
        await PublishAsync("parallelism=3", key + "two");
        Assert.Subset((await ListAsync(api, "")).ToHashSet(), new HashSet<string> { key + "one", key + "two" });
        Assert.Equal([key + "one", key + "two"], await ListAsync(other, $"?search={key}"));
        Assert.Equal([key + "two"], await ListAsync(other, $"?search={key}two"));
        Assert.Equal([], await ListAsync(other, "?search=nothing-has-this"));
        Assert.Equal(HttpStatusCode.BadRequest, (await api.GetAsync("/v2/flowControl?search=a&search=b")).Status);
        await receiver.WaitForAsync(2);
    }

    [Fact]
    [ProtocolItem(162)]
    public async Task Global_parallelism_is_two_numbers_also_without_a_cap()
    {
        var hold = new TaskCompletionSource();
        receiver.Answer = _ => hold.Task;
        await PublishAsync("parallelism=3");
        await receiver.WaitForAsync(1);
        await Eventually.BecomesAsync(
            async () => (await api.GetAsync("/v2/globalParallelism")).Json!, answer => ((int)answer["parallelismMax"]!, (int)answer["parallelismCount"]!) == (0, 1), "this one alone is on its way");
        hold.SetResult();
    }

    [Fact]
    public async Task The_same_key_of_two_namespaces_never_meets()
    {
        using var neighbour = pair.As("testUser3");
        await PublishAsync("parallelism=3");
        await neighbour.PublishAsync(receiver.Url, "", $"Upstash-Flow-Control-Key: {key}", "Upstash-Flow-Control-Value: parallelism=5");
        await receiver.WaitForAsync(2);
        await PostAsync("pause");
        await PostAsync("pin?parallelism=1");
        var state = (await neighbour.GetAsync($"/v2/flowControl/{key}")).Json!;
        Assert.Equal((5, false, false), ((int)state["parallelismMax"]!, (bool)state["isPaused"]!, (bool)state["isPinnedParallelism"]!));
        Assert.Single(await ListAsync(neighbour, $"?search={key}"));
        await neighbour.PublishAsync(receiver.Url, "", $"Upstash-Flow-Control-Key: {key}", "Upstash-Flow-Control-Value: parallelism=5");
        await receiver.WaitForAsync(3);
        Assert.Empty(await ListAsync(pair.Api, $"?search={key}"));
    }

    private static (int, int, int, bool, bool) Limits(JsonNode state) =>
        ((int)state["parallelismMax"]!, (int)state["rateMax"]!, (int)state["ratePeriod"]!, (bool)state["isPinnedParallelism"]!, (bool)state["isPinnedRate"]!);

    private static async Task<IEnumerable<string>> ListAsync(PublishApi from, string query) =>
        (await from.GetAsync("/v2/flowControl" + query)).Json!.AsArray().Select(state => (string)state!["flowControlKey"]!);

    private Task<ApiAnswer> PublishAsync(string limits, string? of = null) =>
        api.PublishAsync(receiver.Url, "", $"Upstash-Flow-Control-Key: {of ?? key}", $"Upstash-Flow-Control-Value: {limits}");

    private Task<ApiAnswer> PostAsync(string action, PublishApi? through = null) => (through ?? api).SendAsync(HttpMethod.Post, $"/v2/flowControl/{key}/{action}", []);

    private async Task<JsonNode> ReadAsync() => (await other.GetAsync($"/v2/flowControl/{key}")).Json!;
}
