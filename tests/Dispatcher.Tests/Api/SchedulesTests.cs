using System.Globalization;
using System.Net;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Schedules are made, read, replaced, paused and removed.</summary>
[Collection(nameof(RunningPair))]
public sealed class SchedulesTests(RunningPair pair) : ScheduleApiTest(pair)
{
    [Fact]
    [ProtocolItem(89)]
    public async Task A_new_schedule_has_a_name_of_its_own_or_the_one_that_was_given()
    {
        var made = await Api.ScheduleAsync(Target, "", Cron);
        Assert.Equal(HttpStatusCode.OK, made.Status);
        Assert.Matches("^scd_[1-9A-HJ-NP-Za-km-z]{28}$", (string)made.Json!["scheduleId"]!);
        Assert.Equal(Name, (string)(await Api.ScheduleAsync(Target, "", Cron, Id)).Json!["scheduleId"]!);
    }

    [Fact]
    [ProtocolItem(90)]
    public async Task It_is_read_as_it_was_written()
    {
        await Api.ScheduleAsync(
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
        await Api.ScheduleAsync(Target, "", Cron, Id);
        var schedule = await ReadAsync();
        Assert.Equal(("POST", 3, false), (Text(schedule, "method"), (int)schedule["retries"]!, (bool)schedule["isPaused"]!));
        Assert.Equal(["header", "body", "delay", "timeout", "callback", "label", "labels", "period"], Absent(schedule, "header", "body", "delay", "timeout", "callback", "label", "labels", "period"));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_come_back_as_base64()
    {
        await Api.SendAsync(HttpMethod.Post, $"/v2/schedules/{Target}", [0xff, 0x00, 0xfe], Cron, Id);
        Assert.Equal("/wD+", Text(await ReadAsync(), "bodyBase64"));
        Assert.Null((await ReadAsync())["body"]);
    }

    [Fact]
    [ProtocolItem(91)]
    public async Task Blanks_around_the_cron_expression_are_not_part_of_it()
    {
        await Api.ScheduleAsync(Target + "?upstash-cron=%20*%2F5%20*%20*%20*%20*%20%20&upstash-schedule-id=" + Name);
        Assert.Equal("*/5 * * * *", Text(await ReadAsync(), "cron"));
        Assert.Equal(Target, Text(await ReadAsync(), "destination"));
    }

    [Fact]
    [ProtocolItem(92)]
    public async Task A_time_zone_is_echoed_and_obeyed()
    {
        await Api.ScheduleAsync(Target, "", "Upstash-Cron: CRON_TZ=Europe/Berlin 0 9 * * *", Id);
        var schedule = await ReadAsync();
        Assert.Equal("CRON_TZ=Europe/Berlin 0 9 * * *", Text(schedule, "cron"));
        var local = TimeZoneInfo.ConvertTime(Time(schedule, "nextScheduleTime"), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        Assert.Equal("09:00", local.ToString("HH:mm", CultureInfo.InvariantCulture));
    }

    [Fact]
    [ProtocolItem(93)]
    public async Task Making_it_again_replaces_everything_but_its_birthday()
    {
        await Api.ScheduleAsync(Target, "body", Cron, Id, "Upstash-Forward-A: b", "Upstash-Delay: 5s");
        var before = await ReadAsync();
        await Api.SendAsync(HttpMethod.Patch, $"/v2/schedules/{Name}/pause", []);
        await Api.ScheduleAsync("https://example.com", "", "Upstash-Cron: 1 1 1 1 *", Id);
        var after = await ReadAsync();
        Assert.Equal(("https://example.com", "1 1 1 1 *", false), (Text(after, "destination"), Text(after, "cron"), (bool)after["isPaused"]!));
        Assert.Equal(["body", "header", "delay"], Absent(after, "body", "header", "delay"));
        Assert.Equal((long)before["createdAt"]!, (long)after["createdAt"]!);
        Assert.Single((await ListAsync()), each => Text(each, "scheduleId") == Name);
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [ProtocolItem(94)]
    public async Task Every_verb_pauses_and_resumes(string verb)
    {
        await Api.ScheduleAsync(Target, "", Cron, Id);
        foreach (var (command, paused) in new[] { ("pause", true), ("pause", true), ("Resume", false), ("resume", false) })
        {
            Assert.Equal(HttpStatusCode.OK, (await Api.SendAsync(new HttpMethod(verb), $"/v2/Schedules/{Name}/{command}", [])).Status);
            var schedule = await ReadAsync();
            Assert.Equal((paused, paused), ((bool)schedule["isPaused"]!, schedule["nextScheduleTime"] is null));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await Api.SendAsync(new HttpMethod(verb), $"/v2/schedules/none-{Name}/pause", [])).Status);
    }

    [Fact]
    [ProtocolItem(97, 98)]
    public async Task Queue_and_flow_control_are_shown()
    {
        await Api.ScheduleAsync(Target, "", Cron, Id, "Upstash-Queue-Name: " + Name, "Upstash-Flow-Control-Key: key", "Upstash-Flow-Control-Value: parallelism=3, rate=5, period=1m");
        var schedule = await ReadAsync();
        Assert.Equal((Name, "key", 3, 5, 60), (Text(schedule, "queueName"), Text(schedule, "flowControlKey"), (int)schedule["parallelism"]!, (int)schedule["rate"]!, (int)schedule["period"]!));
    }

    [Fact]
    [ProtocolItem(99, 100)]
    public async Task The_list_is_a_bare_array_until_it_is_deleted()
    {
        string[] ids = [Name + "-b", Name + "-a"];
        foreach (var each in ids)
        {
            await Api.ScheduleAsync(Target, "x", Cron, "Upstash-Schedule-Id: " + each);
            var made = NowMs;
            await Eventually.IsTrueAsync(() => NowMs > made, "the next is younger"); // of one millisecond they are in the order of their names
        }

        Assert.Equal(ids, (await ListAsync()).Select(each => Text(each, "scheduleId")).Where(ids.Contains));
        Assert.Equal(HttpStatusCode.OK, (await Api.DeleteAsync($"/v2/schedules/{ids[0]}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.GetAsync($"/v2/schedules/{ids[0]}")).Status);
        Assert.DoesNotContain(await ListAsync(), each => Text(each, "scheduleId") == ids[0]);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.DeleteAsync($"/v2/schedules/{ids[0]}")).Status);
    }

    [Fact]
    public async Task A_hidden_body_and_header_are_shown_as_hashes()
    {
        await Api.ScheduleAsync(Target, "secret", Cron, Id, "Upstash-Forward-Authorization: Bearer x", "Upstash-Redact-Fields: body, header[Authorization]");
        var schedule = await ReadAsync();
        Assert.StartsWith("REDACTED:", Text(schedule, "body"), StringComparison.Ordinal);
        Assert.StartsWith("REDACTED:", (string)schedule["header"]!["Authorization"]![0]!, StringComparison.Ordinal);
    }

    private static long NowMs => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
}
