using Postrider.Dispatcher.Tests.Api;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Http;
using Postrider.TestKit.Registry;

namespace Postrider.Dispatcher.Tests.Scheduling;

[Collection(nameof(RunningPair))]
public sealed class ScheduleTests(RunningPair pair)
{
    private static readonly TimeSpan OverAMinute = TimeSpan.FromSeconds(80);

    [Fact]
    [ProtocolItem(95)]
    public async Task A_schedule_fires_once_per_minute_however_many_workers_race()
    {
        await using var receiver = await Receiver.StartAsync();
        await pair.Declared.ScheduleAsync("default", "each-minute", "* * * * *", receiver.Url + "/cron", schedule => schedule with
        {
            Body = "tick", ContentType = "text/plain", Headers = [new("X-From", "schedule")],
        });
        await pair.Declared.ScheduleAsync("default", "paused", "* * * * *", receiver.Url + "/paused", schedule => schedule with { Suspend = true });
        await receiver.WaitForAsync(1, OverAMinute);
        await pair.Api.ScheduleAsync(receiver.Url + "/made", "", "Upstash-Cron: * * * * *", "Upstash-Schedule-Id: made-and-paused"); // no minute turns before it is paused
        await pair.Api.SendAsync(HttpMethod.Patch, "/v2/schedules/made-and-paused/pause", []);
        var arrival = (await receiver.WaitForAsync(2, OverAMinute))[0];
        Assert.Equal(("/cron", "tick", "each-minute", "schedule"), (arrival.Target, arrival.Text, arrival.Headers["Upstash-Schedule-Id"], arrival.Headers["X-From"]));
        Assert.Equal(2, receiver.Arrivals.Select(each => each.Time.Minute).Distinct().Count());
        await pair.Api.SendAsync(HttpMethod.Patch, "/v2/schedules/made-and-paused/resume", []);
        var next = (long)(await pair.Api.GetAsync("/v2/schedules/made-and-paused")).Json!["nextScheduleTime"]!;
        Assert.True(next > receiver.Arrivals[^1].Time.ToUnixTimeMilliseconds());
        await pair.Api.DeleteAsync("/v2/schedules/made-and-paused");
        Assert.All(receiver.Arrivals, each => Assert.Equal("/cron", each.Target));
        await Eventually.IsTrueAsync(async () =>
        {
            var entries = (await pair.Api.GetAsync($"/v2/logs?scheduleId=each-minute&messageId={arrival.MessageId}")).Json!["logs"]!.AsArray();
            return string.Join(' ', entries.Select(entry => (string)entry!["state"]!)) == "DELIVERED ACTIVE CREATED" && entries.All(entry => (string)entry!["scheduleId"]! == "each-minute");
        }, "the firing is in the log");
        var times = await pair.Declared.Writer.ReadTimesAsync(new("default", "each-minute"), Declarations.Source, CancellationToken.None);
        Assert.Equal(TimeSpan.FromMinutes(1), times.Next - times.Last);
        await pair.Declared.Writer.RemoveAsync(Core.Model.ResourceKind.Schedule, new("default", "each-minute"), TestKit.Registry.Declarations.Source, CancellationToken.None);
    }
}
