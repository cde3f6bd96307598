using Postrider.Operator.Tests.Sources.Directory;
using Postrider.TestKit;
using Postrider.TestKit.Registry;
using static Postrider.Operator.Tests.Sources.Directory.FolderScene;

namespace Postrider.Operator.Tests.Keeping;

/// <summary>Redis may lose everything or go away; what is declared is there again soon.</summary>
public sealed class RegistryKeeperTests
{
    private static readonly string All = Endpoint("one") + Topic("two", "") + Schedule("three", "endpointRef: { name: one }");

    [Fact]
    public async Task After_a_flush_everything_is_back_and_complete()
    {
        await using var scene = await StartAsync(("a.yaml", All));
        await scene.Redis.FlushAsync();
        await IsCompleteAsync(scene);
        Assert.NotNull(await scene.FindAsync("e", "one"));
        Assert.NotNull(await scene.FindAsync("t", "two"));
        Assert.NotNull(await scene.FindAsync("s", "three"));
    }

    [Fact]
    public async Task A_flush_also_brings_back_the_last_good_version_of_what_is_wrong_now()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", "url: http://127.0.0.1:9/good")));
        scene.Write("a.yaml", Endpoint("one", "url: nonsense"));
        await scene.HasReasonAsync("Endpoint", "one", "Invalid");
        Assert.Equal("http://127.0.0.1:9/good", (string?)(await scene.FindAsync("e", "one"))!["url"]);
        await scene.Redis.FlushAsync();
        await IsCompleteAsync(scene);
        Assert.Equal("http://127.0.0.1:9/good", (string?)(await scene.FindAsync("e", "one"))!["url"]);
    }

    [Fact]
    public async Task A_Redis_that_was_away_and_comes_back_empty_gets_everything()
    {
        await using var scene = await StartAsync(("a.yaml", All));
        await scene.Redis.KillAsync();
        scene.Write("b.yaml", Endpoint("meanwhile"));
        await Eventually.IsTrueAsync(() => scene.Program.Process.Output.Contains("cannot be kept", StringComparison.Ordinal), "the log says so");
        Assert.True(await scene.Program.AnswersAsync("/healthz"));
        await scene.Redis.StartAgainAsync();
        await IsCompleteAsync(scene);
        Assert.NotNull(await scene.FindAsync("e", "one"));
        Assert.NotNull(await scene.FindAsync("e", "meanwhile"));
    }

    [Fact]
    public async Task What_another_source_declared_is_left_alone_and_the_name_is_refused()
    {
        await using var scene = await StartAsync();
        await using var other = await Declarations.OpenAsync(scene.Redis.Configuration);
        await other.EndpointAsync("default", "one", "http://127.0.0.1:9/theirs", endpoint => endpoint with { Source = "kubernetes" });
        scene.Write("a.yaml", Endpoint("one", "url: http://127.0.0.1:9/ours"));
        var view = await scene.HasReasonAsync("Endpoint", "one", "NameTaken");
        Assert.Contains("'kubernetes'", (string?)view["message"], StringComparison.Ordinal);
        Assert.Equal("http://127.0.0.1:9/theirs", (string?)(await scene.FindAsync("e", "one"))!["url"]);
        scene.Delete("a.yaml");
        await Eventually.IsTrueAsync(async () => await scene.Program.GetAsync("/resources") == "[]", "the folder is empty");
        Assert.NotNull(await scene.FindAsync("e", "one"));
    }

    [Fact]
    public async Task What_is_unchanged_is_not_written()
    {
        await using var scene = await StartAsync(("a.yaml", All));
        var version = await scene.VersionAsync();
        scene.Write("a.yaml", All + "# a comment\n");
        scene.Write("b.yaml", Endpoint("last"));
        await scene.BecomesAsync("e", "last", found => found is not null);
        Assert.Equal(version + 1, await scene.VersionAsync());
    }

    private static Task IsCompleteAsync(FolderScene scene) =>
        Eventually.IsTrueAsync(async () => await scene.Redis.Database.KeyExistsAsync("{reg}complete"), "the registry is complete");
}
