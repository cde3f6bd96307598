using Postrider.TestKit;
using static Postrider.Operator.Tests.Sources.Directory.FolderScene;

namespace Postrider.Operator.Tests.Controllers.Schedules;

public sealed class SuspendTests
{
    private const string Target = "url: http://127.0.0.1:9/";

    [Theory]
    [InlineData("NeverFires", "0 0 30 2 *", "")]
    [InlineData("UnknownTimeZone", "* * * * *", ", timeZone: Europe/Nowhere")]
    [InlineData("Invalid", "61 * * * *", "")]
    public async Task Suspend_stops_a_Schedule_that_is_wrong_and_resuming_waits_until_it_is_right(string reason, string cron, string wrong)
    {
        await using var scene = await StartAsync(("a.yaml", Schedule("tick", Target)));
        await scene.HasReasonAsync("Schedule", "tick", "Accepted");
        scene.Write("a.yaml", Schedule("tick", Target, cron, wrong + ", suspend: true"));
        var held = await scene.BecomesAsync("s", "tick", found => found!["suspend"]?.GetValue<bool>() is true);
        Assert.Equal("* * * * *", (string)held!["cron"]!);
        var view = await scene.HasReasonAsync("Schedule", "tick", reason);
        Assert.EndsWith("Nothing fires, as spec.suspend says.", (string?)view["message"], StringComparison.Ordinal);
        scene.Write("a.yaml", Schedule("tick", Target, cron, wrong));
        await Eventually.IsTrueAsync(
            async () => ((string?)(await scene.ViewAsync("Schedule", "tick"))["message"])?.EndsWith("says.", StringComparison.Ordinal) == false, "the edit was taken");
        Assert.True((bool)(await scene.FindAsync("s", "tick"))!["suspend"]!);
        scene.Write("a.yaml", Schedule("tick", Target));
        await scene.BecomesAsync("s", "tick", found => found!["suspend"]?.GetValue<bool>() is not true);
    }
}
