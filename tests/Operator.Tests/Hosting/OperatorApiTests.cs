using Postrider.Operator.Tests.Sources.Directory;
using Postrider.TestKit;
using Postrider.TestKit.Monitoring;
using Postrider.TestKit.Operating;
using static Postrider.Operator.Tests.Sources.Directory.FolderScene;

namespace Postrider.Operator.Tests.Hosting;

public sealed class OperatorApiTests
{
    [Fact]
    public async Task It_is_alive_but_not_ready_without_Redis()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("postrider-folder-");
        await using var program = OperatorProgram.Start("127.0.0.1:1", ["--source=directory", $"--path={folder.FullName}"]);
        await Eventually.IsTrueAsync(() => program.AnswersAsync("/healthz"), "it is alive");
        Assert.False(await program.AnswersAsync("/readyz"));
        folder.Delete();
    }

    [Fact]
    public async Task Resources_are_listed_with_their_conditions_and_where_they_come_from()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", "service: { name: billing, port: 8080, path: /hook }") + Topic("two", "")));
        var view = await scene.HasReasonAsync("Endpoint", "one", "Accepted");
        Assert.Equal(("default", "True", "a.yaml:1", "http://billing.default.svc:8080/hook"),
            ((string?)view["namespace"], (string?)view["ready"], (string?)view["file"], (string?)view["url"]));
        Assert.Equal(0, (long)view["messages"]!["waiting"]!);
        Assert.Equal("Ready", (string?)view["conditions"]![0]!["type"]);
        await scene.HasReasonAsync("Topic", "two", "NoSubscribers");
    }

    [Fact]
    public async Task The_page_lists_what_it_exports_and_nothing_else()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one")));
        await MetricsPage.IsTrueAsync("Operator", () => scene.Program.GetAsync("/metrics"));
        Assert.Matches("""postrider_operator_reconciles_total\{kind="Endpoint"\} [1-9]""", await scene.Program.GetAsync("/metrics"));
    }

    [Fact]
    public async Task It_ends_at_once_when_asked_to()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one")));
        Assert.Equal(0, await scene.Program.Process.StopAsync(TimeSpan.FromSeconds(5)));
        Assert.DoesNotContain("fail:", scene.Program.Process.Output, StringComparison.Ordinal);
    }
}
