namespace Postrider.Operator.Tests.Figures;

/// <summary>Figures are shown soon, seldom, and only when they changed.</summary>
public sealed class FigureLoopTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Nothing_is_written_while_nothing_changes()
    {
        await using var scene = await FigureScene.StartAsync();
        for (var number = 0; number < 100; number++)
        {
            scene.AddEndpoint($"e{number}");
        }

        scene.AddSchedule("yearly");
        await scene.PassAsync(Minute);
        Assert.Equal(100, scene.Writes.Count); // the first figures of each; a Schedule that has no times yet has none
        await scene.PassAsync(TimeSpan.FromMinutes(30));
        Assert.Equal(100, scene.Writes.Count);
    }

    [Fact]
    public async Task News_of_many_that_brings_no_change_is_looked_at_once()
    {
        await using var scene = await FigureScene.StartAsync();
        for (var number = 0; number < 60; number++)
        {
            scene.AddEndpoint($"e{number}");
        }

        await scene.PassAsync(TimeSpan.FromMinutes(2));
        for (var number = 0; number < 60; number++)
        {
            await scene.PublishAsync($"e{number}");
        }

        await scene.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(120, scene.Writes.Count);
        await scene.PassAsync(TimeSpan.FromMinutes(5)).WaitAsync(TimeSpan.FromSeconds(60)); // of the same news; a look that does not end would never come back
        Assert.Equal(120, scene.Writes.Count);
    }

    [Fact]
    public async Task A_busy_endpoint_is_written_once_a_minute()
    {
        await using var scene = await FigureScene.StartAsync();
        scene.AddEndpoint("billing");
        for (var second = 0; second < 600; second += 5)
        {
            await scene.PublishAsync("billing");
            await scene.PassAsync(TimeSpan.FromSeconds(5));
        }

        Assert.InRange(scene.Writes.Count, 9, 11);
        Assert.All(scene.Writes.Zip(scene.Writes.Skip(1)), pair => Assert.True(pair.Second.At - pair.First.At >= Minute));
    }

    [Fact]
    public async Task All_together_get_ten_in_a_second_and_each_its_turn()
    {
        await using var scene = await FigureScene.StartAsync();
        for (var number = 0; number < 300; number++)
        {
            scene.AddEndpoint($"e{number}");
        }

        await scene.PassAsync(Minute);
        Assert.Equal(300, scene.Writes.Select(write => write.Name).Distinct().Count());
        foreach (var write in scene.Writes)
        {
            Assert.InRange(scene.Writes.Count(other => other.At >= write.At && other.At < write.At.AddSeconds(1)), 1, 10);
        }
    }

    [Fact]
    public async Task What_goes_on_after_the_last_message_came_is_shown_too()
    {
        await using var scene = await FigureScene.StartAsync();
        scene.AddEndpoint("billing");
        await scene.PublishAsync("billing");
        await scene.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(1, (long)scene.StatusOf("billing")!["messages"]!["waiting"]!);
        await scene.DeliverAsync("billing");
        await scene.PassAsync(Minute * 2);
        Assert.Equal((0, 1), ((long)scene.StatusOf("billing")!["messages"]!["waiting"]!, (long)scene.StatusOf("billing")!["messages"]!["delivered"]!));
        Assert.Equal(2, scene.Writes.Count);
    }

    [Fact]
    public async Task Another_run_keeps_to_the_minute_that_the_status_tells_of()
    {
        await using var scene = await FigureScene.StartAsync();
        scene.AddEndpoint("billing");
        await scene.PassAsync(TimeSpan.FromSeconds(5));
        var status = scene.StatusOf("billing");
        scene.Book.Forget(new(Core.Model.ResourceKind.Endpoint, new("default", "billing")));
        scene.Book.Meet(new(Core.Model.ResourceKind.Endpoint, new("default", "billing")), status);
        await scene.PublishAsync("billing");
        await scene.PassAsync(TimeSpan.FromSeconds(40));
        Assert.Single(scene.Writes);
        await scene.PassAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(2, scene.Writes.Count);
    }

    [Fact]
    public async Task A_schedule_is_looked_at_when_its_time_has_come()
    {
        await using var scene = await FigureScene.StartAsync();
        var next = scene.Time.GetUtcNow().AddMinutes(10);
        await scene.SetTimesAsync("hourly", null, next);
        scene.AddSchedule("hourly");
        await scene.PassAsync(TimeSpan.FromMinutes(9));
        Assert.Single(scene.Writes);
        await scene.SetTimesAsync("hourly", next, next.AddHours(1));
        await scene.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(2, scene.Writes.Count);
        Assert.InRange(scene.Writes[1].At, next, next.AddSeconds(15));
    }
}
