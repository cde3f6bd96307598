using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Schedules are made, read, replaced, paused and removed. What is written at one gateway is read at the other.</summary>
[Collection(nameof(RunningPair))]
public sealed class SchedulesTests(RunningPair pair) : IAsyncLifetime
{
    private const string Target = "http://127.0.0.1:9/in";
    private const string Cron = "Upstash-Cron: 0 0 1 1 *";
    private readonly string id = "s" + Guid.NewGuid().ToString("N");
    private PublishApi api = null!;

    private string Id => $"Upstash-Schedule-Id: {id}";

    public Task InitializeAsync()
    {
        api = pair.As("testUser1");
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (var schedule in (await api.GetAsync("/v2/schedules")).Json!.AsArray())
        {
            await api.DeleteAsync($"/v2/schedules/{(string)schedule!["scheduleId"]!}");
        }

        api.Dispose();
    }

    [Fact]
    [ProtocolItem(89)]
    public async Task A_new_schedule_has_a_name_of_its_own_or_the_one_that_was_given()
    {
        var made = await api.ScheduleAsync(Target, "", Cron);
        Assert.Equal(HttpStatusCode.OK, made.Status);
        Assert.Matches("^scd_[1-9A-HJ-NP-Za-km-z]{28}$", (string)made.Json!["scheduleId"]!);
        Assert.Equal(id, (string)(await api.ScheduleAsync(Target, "", Cron, Id)).Json!["scheduleId"]!);
    }

    [Fact]
    [ProtocolItem(90)]
    public async Task It_is_read_as_it_was_written()
    {
        await api.ScheduleAsync(
            "https://example.com", """{"a":1}""", Cron, Id, "Content-Type: application/json", "Upstash-Forward-test-header: test-value", "Upstash-Method: PUT",
            "Upstash-Retries: 7", "Upstash-Delay: 90s", "Upstash-Timeout: 20", "Upstash-Retry-Delay: 1000", "Upstash-Label: one,two",
            "Upstash-Callback: https://example.com/done", "Upstash-Callback-Forward-x-of: it", "Upstash-Failure-Callback: https://example.com/failed");
        var schedule = await ReadAsync();
        Assert.Equal(
            ("0 0 1 1 *", "https://example.com", "PUT", 7, 90, 20, false),
            (Text(schedule, "cron"), Text(schedule, "destination"), Text(schedule, "method"), (int)schedule["retries"]!, (int)schedule["delay"]!, (int)schedule["timeout"]!, (bool)schedule["isPaused"]!));
        Assert.Equal("""{"Test-Header":["test-value"],"Content-Type":["application/json"]}""", schedule["header"]!.ToJsonString());
        Assert.Equal(("""{"a":1}""", "1000", "one", 2), (Text(schedule, "body"), Text(schedule, "retryDelayExpression"), Text(schedule, "label"), schedule["labels"]!.AsArray().Count));
        Assert.Equal(("https://example.com/done", "https://example.com/failed"), (Text(schedule, "callback"), Text(schedule, "failureCallback")));
        Assert.Equal("""{"X-Of":["it"]}""", schedule["callbackHeader"]!.ToJsonString());
        Assert.Equal(("127.0.0.1", "127.0.0.1"), (Text(schedule, "callerIP"), Text(schedule, "callerIp")));
        Assert.InRange((long)schedule["createdAt"]!, NowMs - 60_000, NowMs + 5000);
        Assert.Equal("01-01 00:00", Time(schedule, "nextScheduleTime").ToString("MM-dd HH:mm", CultureInfo.InvariantCulture));
        Assert.Equal(["lastScheduleTime", "lastScheduleStates", "error", "queueName", "flowControlKey", "bodyBase64"], Absent(schedule, "lastScheduleTime", "lastScheduleStates", "error", "queueName", "flowControlKey", "bodyBase64"));
    }

    [Fact]
    public async Task What_was_not_given_is_absent_or_the_default()
    {
        await api.ScheduleAsync(Target, "", Cron, Id);
        var schedule = await ReadAsync();
        Assert.Equal(("POST", 3, false), (Text(schedule, "method"), (int)schedule["retries"]!, (bool)schedule["isPaused"]!));
        Assert.Equal(["header", "body", "delay", "timeout", "callback", "label", "labels", "period"], Absent(schedule, "header", "body", "delay", "timeout", "callback", "label", "labels", "period"));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_come_back_as_base64()
    {
        await api.SendAsync(HttpMethod.Post, $"/v2/schedules/{Target}", [0xff, 0x00, 0xfe], Cron, Id);
        Assert.Equal("/wD+", Text(await ReadAsync(), "bodyBase64"));
        Assert.Null((await ReadAsync())["body"]);
    }

    [Fact]
    [ProtocolItem(91)]
    public async Task Blanks_around_the_cron_expression_are_not_part_of_it()
    {
        await api.ScheduleAsync(Target + "?upstash-cron=%20*%2F5%20*%20*%20*%20*%20%20&upstash-schedule-id=" + id);
        Assert.Equal("*/5 * * * *", Text(await ReadAsync(), "cron"));
        Assert.Equal(Target, Text(await ReadAsync(), "destination"));
    }

    [Fact]
    [ProtocolItem(92)]
    public async Task A_time_zone_is_echoed_and_obeyed()
    {
        await api.ScheduleAsync(Target, "", "Upstash-Cron: CRON_TZ=Europe/Berlin 0 9 * * *", Id);
        var schedule = await ReadAsync();
        Assert.Equal("CRON_TZ=Europe/Berlin 0 9 * * *", Text(schedule, "cron"));
        var local = TimeZoneInfo.ConvertTime(Time(schedule, "nextScheduleTime"), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        Assert.Equal("09:00", local.ToString("HH:mm", CultureInfo.InvariantCulture));
    }

    [Fact]
    [ProtocolItem(93)]
    public async Task Making_it_again_replaces_everything_but_its_birthday()
    {
        await api.ScheduleAsync(Target, "body", Cron, Id, "Upstash-Forward-A: b", "Upstash-Delay: 5s");
        var before = await ReadAsync();
        await api.SendAsync(HttpMethod.Patch, $"/v2/schedules/{id}/pause", []);
        await api.ScheduleAsync("https://example.com", "", "Upstash-Cron: 1 1 1 1 *", Id);
        var after = await ReadAsync();
        Assert.Equal(("https://example.com", "1 1 1 1 *", false), (Text(after, "destination"), Text(after, "cron"), (bool)after["isPaused"]!));
        Assert.Equal(["body", "header", "delay"], Absent(after, "body", "header", "delay"));
        Assert.Equal((long)before["createdAt"]!, (long)after["createdAt"]!);
        Assert.Single((await ListAsync()), each => Text(each, "scheduleId") == id);
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [ProtocolItem(94)]
    public async Task Every_verb_pauses_and_resumes(string verb)
    {
        await api.ScheduleAsync(Target, "", Cron, Id);
        foreach (var (command, paused) in new[] { ("pause", true), ("pause", true), ("Resume", false), ("resume", false) })
        {
            Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(new HttpMethod(verb), $"/v2/Schedules/{id}/{command}", [])).Status);
            var schedule = await ReadAsync();
            Assert.Equal((paused, paused), ((bool)schedule["isPaused"]!, schedule["nextScheduleTime"] is null));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync(new HttpMethod(verb), $"/v2/schedules/none-{id}/pause", [])).Status);
    }

    [Fact]
    [ProtocolItem(97, 98)]
    public async Task Queue_and_flow_control_are_shown()
    {
        await api.ScheduleAsync(Target, "", Cron, Id, "Upstash-Queue-Name: " + id, "Upstash-Flow-Control-Key: key", "Upstash-Flow-Control-Value: parallelism=3, rate=5, period=1m");
        var schedule = await ReadAsync();
        Assert.Equal((id, "key", 3, 5, 60), (Text(schedule, "queueName"), Text(schedule, "flowControlKey"), (int)schedule["parallelism"]!, (int)schedule["rate"]!, (int)schedule["period"]!));
    }

    [Fact]
    [ProtocolItem(99, 100)]
    public async Task The_list_is_a_bare_array_until_it_is_deleted()
    {
        string[] ids = [id + "-b", id + "-a"];
        foreach (var each in ids)
        {
            await api.ScheduleAsync(Target, "x", Cron, "Upstash-Schedule-Id: " + each);
        }

        Assert.Equal(ids, (await ListAsync()).Select(each => Text(each, "scheduleId")).Where(ids.Contains));
        Assert.Equal(HttpStatusCode.OK, (await api.DeleteAsync($"/v2/schedules/{ids[0]}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/v2/schedules/{ids[0]}")).Status);
        Assert.DoesNotContain(await ListAsync(), each => Text(each, "scheduleId") == ids[0]);
        Assert.Equal(HttpStatusCode.NotFound, (await api.DeleteAsync($"/v2/schedules/{ids[0]}")).Status);
    }

    [Theory]
    [ProtocolItem(101)]
    [InlineData("Upstash-Cron", "not a cron")]
    [InlineData("Upstash-Cron", "* * * * * *")]
    [InlineData("Upstash-Cron", "@every 5m")]
    [InlineData("Upstash-Cron", "H * * * *")]
    [InlineData("Upstash-Cron", "CRON_TZ=Mars/Olympus * * * * *")]
    [InlineData("Upstash-Cron", "0 0 31 2 *")]
    [InlineData("Upstash-Cron", " ")]
    [InlineData("Upstash-Schedule-Id", "not an id")]
    [InlineData("Upstash-Schedule-Id", "a/b")]
    [InlineData("Upstash-Retries", "-1")]
    [InlineData("Upstash-Queue-Name", "not a name")]
    public async Task What_is_wrong_is_named_and_nothing_is_made(string name, string value)
    {
        var before = (await ListAsync()).Count;
        string[] headers = [Cron, Id];
        var answer = await api.ScheduleAsync(Target, "", [.. headers.Where(header => !header.StartsWith(name, StringComparison.Ordinal)), $"{name}: {value}"]);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(name + ":", answer.Error, StringComparison.Ordinal);
        Assert.Equal(before, (await ListAsync()).Count);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        var answer = await api.ScheduleAsync("example.com/x", "", "Upstash-Schedule-Id: a b", "Upstash-Delay: soon");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.All(["Upstash-Schedule-Id:", "Upstash-Delay:", "Upstash-Cron: is missing", "invalid scheme"], part => Assert.Contains(part, answer.Error, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await api.ScheduleAsync("no-such-group", "", Cron)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await api.ScheduleAsync("", "", Cron)).Status);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await api.SendAsync(HttpMethod.Post, "/v2/schedules", [], Cron)).Status);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await api.DeleteAsync("/v2/schedules/")).Status);
    }

    [Fact]
    [ProtocolItem(59)]
    public async Task A_publish_an_enqueue_and_a_batch_item_with_a_cron_expression_make_schedules()
    {
        var published = await api.PublishAsync(Target, "one", Cron, Id);
        Assert.Equal($$"""{"scheduleId":"{{id}}"}""", published.Text);
        Assert.Equal("one", Text(await ReadAsync(), "body"));

        await api.SendAsync(HttpMethod.Post, $"/v2/enqueue/queue-{id}/{Target}", [], Cron, Id);
        Assert.Equal("queue-" + id, Text(await ReadAsync(), "queueName"));

        var batch = await api.BatchAsync(
            new JsonObject { ["destination"] = Target, ["body"] = "two", ["headers"] = new JsonObject { ["upstash-cron"] = "0 0 1 1 *", ["upstash-schedule-id"] = id } },
            new JsonObject { ["destination"] = Target, ["headers"] = new JsonObject { ["Upstash-Delay"] = "1h" } });
        Assert.Equal((id, true), (Text(batch.Json![0]!, "scheduleId"), Text(batch.Json[1]!, "messageId").StartsWith("msg_", StringComparison.Ordinal)));
        Assert.Equal(("two", true), (Text(await ReadAsync(), "body"), (await ReadAsync())["queueName"] is null));
        await api.DeleteAsync($"/v2/messages/{Text(batch.Json[1]!, "messageId")}");
    }

    [Fact]
    public async Task A_batch_with_one_wrong_item_makes_no_schedule()
    {
        var answer = await api.BatchAsync(
            new JsonObject { ["destination"] = Target, ["headers"] = new JsonObject { ["Upstash-Cron"] = "0 0 1 1 *", ["Upstash-Schedule-Id"] = id } },
            new JsonObject { ["destination"] = Target, ["headers"] = new JsonObject { ["Upstash-Cron"] = "wrong" } });
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("[1] Upstash-Cron:", answer.Error, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/v2/schedules/{id}")).Status);
    }

    [Fact]
    public async Task A_hidden_body_and_header_are_shown_as_hashes()
    {
        await api.ScheduleAsync(Target, "secret", Cron, Id, "Upstash-Forward-Authorization: Bearer x", "Upstash-Redact-Fields: body, header[Authorization]");
        var schedule = await ReadAsync();
        Assert.StartsWith("REDACTED:", Text(schedule, "body"), StringComparison.Ordinal);
        Assert.StartsWith("REDACTED:", (string)schedule["header"]!["Authorization"]![0]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_gateways_that_replace_one_schedule_leave_one_of_them_whole()
    {
        using var other = new PublishApi(pair.Second.Url, Tokens.Of("testUser1"));
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(
                api.ScheduleAsync(Target + "/first", "first", "Upstash-Cron: 1 1 1 1 *", Id, "Upstash-Forward-Of: first"),
                other.ScheduleAsync(Target + "/second", "second", "Upstash-Cron: 2 2 2 2 *", Id, "Upstash-Forward-Of: second"),
                api.SendAsync(HttpMethod.Patch, $"/v2/schedules/{id}/pause", []));
            var schedule = await ReadAsync();
            var winner = Text(schedule, "body");
            Assert.Equal((Target + "/" + winner, winner), (Text(schedule, "destination"), (string)schedule["header"]!["Of"]![0]!));
            Assert.Equal(winner == "first" ? "1 1 1 1 *" : "2 2 2 2 *", Text(schedule, "cron"));
            Assert.Equal((bool)schedule["isPaused"]!, schedule["nextScheduleTime"] is null);
        }
    }

    [Fact]
    public async Task Two_tokens_use_the_same_id_without_meeting()
    {
        using var neighbour = pair.As("testUser2");
        await api.ScheduleAsync(Target, "mine", Cron, Id);
        Assert.Equal(HttpStatusCode.NotFound, (await neighbour.GetAsync($"/v2/schedules/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await neighbour.DeleteAsync($"/v2/schedules/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await neighbour.SendAsync(HttpMethod.Patch, $"/v2/schedules/{id}/pause", [])).Status);
        await neighbour.ScheduleAsync(Target, "theirs", Cron, Id);
        Assert.Equal("mine", Text(await ReadAsync(), "body"));
        await neighbour.DeleteAsync($"/v2/schedules/{id}");
        Assert.Equal("mine", Text(await ReadAsync(), "body"));
        Assert.Empty((await neighbour.GetAsync("/v2/schedules")).Json!.AsArray());
    }

    [Fact]
    public async Task A_declared_schedule_is_read_and_not_changed()
    {
        await pair.Declared.ScheduleAsync("testuser1", "declared", "0 9 * * 1", Target, schedule => schedule with
        {
            TimeZone = "Europe/Berlin", Body = "tick", Headers = [new("x-a", "1")], ContentType = "text/plain", DelayMs = 5000, Retry = new() { Limit = 1 },
        });
        try
        {
            var schedule = (await ListAsync()).Single(each => Text(each, "scheduleId") == "declared");
            Assert.Equal(
                ("CRON_TZ=Europe/Berlin 0 9 * * 1", Target, "tick", 1, 5),
                (Text(schedule, "cron"), Text(schedule, "destination"), Text(schedule, "body"), (int)schedule["retries"]!, (int)schedule["delay"]!));
            ApiAnswer[] answers =
            [
                await api.ScheduleAsync(Target, "", Cron, "Upstash-Schedule-Id: declared"),
                await api.DeleteAsync("/v2/schedules/declared"),
                await api.SendAsync(HttpMethod.Patch, "/v2/schedules/declared/pause", []),
                await api.SendAsync(HttpMethod.Post, "/v2/schedules/declared/resume", []),
                await api.BatchAsync(
                    new JsonObject { ["destination"] = Target },
                    new JsonObject { ["destination"] = Target, ["headers"] = new JsonObject { ["Upstash-Cron"] = "0 0 1 1 *", ["Upstash-Schedule-Id"] = "declared" } }),
            ];
            Assert.All(answers, answer =>
            {
                Assert.Equal(HttpStatusCode.Conflict, answer.Status);
                Assert.Contains("Schedule 'declared' of namespace 'testuser1'", answer.Error, StringComparison.Ordinal);
            });
            Assert.Equal("tick", Text((await api.GetAsync("/v2/schedules/declared")).Json!, "body"));
        }
        finally
        {
            await pair.Declared.Writer.RemoveAsync(Core.Model.ResourceKind.Schedule, new("testuser1", "declared"), TestKit.Registry.Declarations.Source, CancellationToken.None);
        }
    }

    private static long NowMs => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static string Text(JsonNode json, string field) => (string)json[field]!;

    private static DateTimeOffset Time(JsonNode json, string field) => DateTimeOffset.FromUnixTimeMilliseconds((long)json[field]!);

    private static IEnumerable<string> Absent(JsonNode json, params string[] fields) => fields.Where(field => !json.AsObject().ContainsKey(field));

    private async Task<List<JsonNode>> ListAsync() => [.. (await api.GetAsync("/v2/schedules")).Json!.AsArray().Select(each => each!)];

    // At the other gateway than the one it was written at.
    private async Task<JsonNode> ReadAsync()
    {
        using var other = new PublishApi(pair.Second.Url, Tokens.Of("testUser1"));
        return (await other.GetAsync($"/v2/schedules/{id}")).Json!;
    }
}
