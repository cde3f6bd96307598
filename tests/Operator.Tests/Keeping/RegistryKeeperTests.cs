using Postrider.Operator.Tests.Sources.Directory;
using Postrider.TestKit;
using Postrider.TestKit.Registry;
using StackExchange.Redis;
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
    public async Task A_Redis_that_comes_back_with_older_data_is_corrected_at_once()
    {
        await using var scene = await StartAsync(["--dbfilename", "kept.rdb"], ("a.yaml", Endpoint("one", "url: http://127.0.0.1:9/old")), ("b.yaml", Endpoint("gone")));
        await scene.Redis.Database.ExecuteAsync("SAVE");
        scene.Write("a.yaml", Endpoint("one", "url: http://127.0.0.1:9/new") + Endpoint("two"));
        scene.Delete("b.yaml");
        await scene.BecomesAsync("e", "two", found => found is not null);
        await scene.BecomesAsync("e", "gone", found => found is null);
        await scene.Redis.KillAsync();
        await scene.Redis.StartAgainAsync();

        await Eventually.BecomesAsync(() => FindAsync(scene, "one"), found => found?.Contains("/new", StringComparison.Ordinal) is true, "the new version", TimeSpan.FromSeconds(30));
        await Eventually.BecomesAsync(() => FindAsync(scene, "two"), found => found is not null, "what came since", TimeSpan.FromSeconds(30));
        await Eventually.BecomesAsync(() => FindAsync(scene, "gone"), found => found is null, "what went since", TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_flush_is_made_up_for_by_each_source_whichever_is_first()
    {
        await using var scene = await StartAsync(("a.yaml", All));
        await using var other = await Declarations.OpenAsync(scene.Redis.Configuration);
        await scene.Redis.FlushAsync();
        await other.Writer.MarkCompleteAsync(CancellationToken.None); // the other source was faster, and has nothing to declare
        await Eventually.BecomesAsync(() => FindAsync(scene, "one"), found => found is not null, "what the folder declares", TimeSpan.FromSeconds(30));
        await Eventually.IsTrueAsync(async () => await scene.FindAsync("s", "three") is not null, "all of it", TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_name_that_was_lost_to_another_source_keeps_nothing_from_being_complete()
    {
        await using var scene = await StartAsync(("a.yaml", All));
        await using var other = await Declarations.OpenAsync(scene.Redis.Configuration);
        scene.Program.Process.Signal("STOP"); // the other one is faster
        await scene.Redis.FlushAsync();
        await other.EndpointAsync("default", "one", "http://127.0.0.1:9/theirs", endpoint => endpoint with { Source = "kubernetes" });
        scene.Program.Process.Signal("CONT");
        await IsCompleteAsync(scene);
        await scene.HasReasonAsync("Endpoint", "one", "NameTaken");
        Assert.Equal("http://127.0.0.1:9/theirs", (string?)(await scene.FindAsync("e", "one"))!["url"]);
    }

    [Fact]
    public async Task Two_operators_of_one_folder_agree()
    {
        await using var scene = await StartAsync(("a.yaml", All));
        await using var second = scene.StartAnother(scene.Folder);
        await second.WaitUntilReadyAsync();
        var flush = scene.Redis.Database.CreateTransaction();
        _ = flush.ExecuteAsync("FLUSHALL");
        _ = flush.StringSetAsync("{reg}v", 0);
        await flush.ExecuteAsync();
        await IsCompleteAsync(scene);
        scene.Write("b.yaml", Endpoint("last"));
        await scene.BecomesAsync("e", "last", found => found is not null);
        await Eventually.IsTrueAsync(
            async () => (await second.GetAsync("/resources")).Contains("\"last\"", StringComparison.Ordinal), "the second has seen it too");
        Assert.Equal(4, await scene.VersionAsync()); // each definition was written once
    }

    [Fact]
    public async Task What_was_live_before_a_restart_is_what_a_wrong_resource_falls_back_to()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one")), ("b.yaml", Topic("orders", "{ name: a, endpointRef: { name: one } }")));
        await scene.StopOperatorAsync();
        scene.Write("a.yaml", Endpoint("one", "url: nonsense"));
        await scene.StartOperatorAsync();
        await scene.HasReasonAsync("Endpoint", "one", "Invalid");
        await scene.HasReasonAsync("Topic", "orders", "Accepted");
        await scene.Redis.FlushAsync();
        await IsCompleteAsync(scene);
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

    private static async Task<string?> FindAsync(FolderScene scene, string name)
    {
        try
        {
            return (await scene.FindAsync("e", name))?.ToJsonString();
        }
        catch (Exception exception) when (exception is RedisException or RedisTimeoutException)
        {
            return name == "gone" ? "not known" : null; // our own connection is not back yet
        }
    }

    private static Task IsCompleteAsync(FolderScene scene) =>
        Eventually.IsTrueAsync(async () => await scene.Redis.Database.KeyExistsAsync("{reg}complete"), "the registry is complete");
}
