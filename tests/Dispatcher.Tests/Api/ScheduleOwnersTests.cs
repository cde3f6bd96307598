using System.Net;
using System.Text.Json.Nodes;
using Postrider.TestKit.Dispatching;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Schedules of two gateways, two namespaces and of a resource do not get into each other's way.</summary>
[Collection(nameof(RunningPair))]
public sealed class ScheduleOwnersTests(RunningPair pair) : ScheduleApiTest(pair)
{
    [Fact]
    public async Task Two_gateways_that_replace_one_schedule_leave_one_of_them_whole()
    {
        using var other = new PublishApi(Pair.Second.Url, Tokens.Of("testUser1"));
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(
                Api.ScheduleAsync(Target + "/first", "first", "Upstash-Cron: 1 1 1 1 *", Id, "Upstash-Forward-Of: first"),
                other.ScheduleAsync(Target + "/second", "second", "Upstash-Cron: 2 2 2 2 *", Id, "Upstash-Forward-Of: second"),
                Api.SendAsync(HttpMethod.Patch, $"/v2/schedules/{Name}/pause", []));
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
        using var neighbour = Pair.As("testUser2");
        await Api.ScheduleAsync(Target, "mine", Cron, Id);
        Assert.Equal(HttpStatusCode.NotFound, (await neighbour.GetAsync($"/v2/schedules/{Name}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await neighbour.DeleteAsync($"/v2/schedules/{Name}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await neighbour.SendAsync(HttpMethod.Patch, $"/v2/schedules/{Name}/pause", [])).Status);
        await neighbour.ScheduleAsync(Target, "theirs", Cron, Id);
        Assert.Equal("mine", Text(await ReadAsync(), "body"));
        await neighbour.DeleteAsync($"/v2/schedules/{Name}");
        Assert.Equal("mine", Text(await ReadAsync(), "body"));
        Assert.Empty((await neighbour.GetAsync("/v2/schedules")).Json!.AsArray());
    }

    [Fact]
    public async Task A_declared_schedule_is_read_and_not_changed()
    {
        await Pair.Declared.ScheduleAsync("testuser1", "declared", "0 9 * * 1", Target, schedule => schedule with
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
                await Api.ScheduleAsync(Target, "", Cron, "Upstash-Schedule-Id: declared"),
                await Api.DeleteAsync("/v2/schedules/declared"),
                await Api.SendAsync(HttpMethod.Patch, "/v2/schedules/declared/pause", []),
                await Api.SendAsync(HttpMethod.Post, "/v2/schedules/declared/resume", []),
                await Api.BatchAsync(
                    new JsonObject { ["destination"] = Target },
                    new JsonObject { ["destination"] = Target, ["headers"] = new JsonObject { ["Upstash-Cron"] = "0 0 1 1 *", ["Upstash-Schedule-Id"] = "declared" } }),
            ];
            Assert.All(answers, answer =>
            {
                Assert.Equal(HttpStatusCode.Conflict, answer.Status);
                Assert.Contains("Schedule 'declared' of namespace 'testuser1'", answer.Error, StringComparison.Ordinal);
            });
            Assert.Equal("tick", Text((await Api.GetAsync("/v2/schedules/declared")).Json!, "body"));
        }
        finally
        {
            await Pair.Declared.Writer.RemoveAsync(Core.Model.ResourceKind.Schedule, new("testuser1", "declared"), TestKit.Registry.Declarations.Source, CancellationToken.None);
        }
    }
}
