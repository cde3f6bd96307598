using Postrider.TestKit;
using static Postrider.Operator.Tests.Sources.Directory.FolderScene;

namespace Postrider.Operator.Tests.Sources.Directory;

/// <summary>What happens to files happens to Redis.</summary>
public sealed class DirectoryFileTests
{
    [Fact]
    public async Task Files_are_read_in_all_folders_and_with_several_documents()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one") + Endpoint("two")), ("deep/er/b.yml", Endpoint("three")), ("notes.txt", "kind: ["));
        foreach (var name in new[] { "one", "two", "three" })
        {
            Assert.NotNull(await scene.FindAsync("e", name));
        }

        Assert.Equal("directory", (string?)(await scene.FindAsync("e", "one"))!["source"]);
    }

    [Fact]
    public async Task What_is_made_changed_and_removed_is_followed()
    {
        await using var scene = await StartAsync();
        scene.Write("a.yaml", Endpoint("one"));
        await scene.BecomesAsync("e", "one", found => found is not null);
        scene.Write("a.yaml", Endpoint("one", "url: http://127.0.0.1:9/other"));
        await scene.BecomesAsync("e", "one", found => (string?)found!["url"] == "http://127.0.0.1:9/other");
        scene.Delete("a.yaml");
        await scene.BecomesAsync("e", "one", found => found is null);
        Assert.Equal("[]", await scene.Program.GetAsync("/resources"));
    }

    [Fact]
    public async Task A_change_does_not_wait_for_others_who_write_all_the_time()
    {
        await using var scene = await StartAsync();
        using var enough = new CancellationTokenSource();
        var noise = Task.Run(async () =>
        {
            for (var number = 0; !enough.IsCancellationRequested; number++)
            {
                scene.Write("noise.yaml", Endpoint("noise", $"url: http://127.0.0.1:9/{number}"));
                await Task.Delay(30, CancellationToken.None);
            }
        });
        scene.Write("a.yaml", Endpoint("one"));
        await scene.BecomesAsync("e", "one", found => found is not null);
        await enough.CancelAsync();
        await noise;
    }

    [Fact]
    public async Task What_was_removed_while_no_operator_ran_is_removed_at_the_start()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one")), ("b.yaml", Endpoint("two") + Topic("three", "") + Schedule("four", "url: http://127.0.0.1:9/")));
        await scene.StopOperatorAsync();
        scene.Delete("b.yaml");
        await scene.StartOperatorAsync();
        Assert.NotNull(await scene.FindAsync("e", "one"));
        Assert.Null(await scene.FindAsync("e", "two"));
        Assert.Null(await scene.FindAsync("t", "three"));
        Assert.Null(await scene.FindAsync("s", "four"));
    }

    [Fact]
    public async Task A_file_that_does_not_parse_keeps_its_last_good_content()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one")));
        scene.Write("a.yaml", "kind: [\n");
        await Eventually.IsTrueAsync(() => scene.Program.Process.Output.Contains("a.yaml:2", StringComparison.Ordinal), "the log names file and line");
        scene.Write("b.yaml", Endpoint("two"));
        await scene.BecomesAsync("e", "two", found => found is not null);
        Assert.NotNull(await scene.FindAsync("e", "one"));
        scene.Write("a.yaml", Endpoint("three"));
        await scene.BecomesAsync("e", "one", found => found is null);
        Assert.NotNull(await scene.FindAsync("e", "three"));
    }

    [Fact]
    public async Task A_start_with_a_file_that_does_not_parse_removes_nothing()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one")));
        await scene.StopOperatorAsync();
        scene.Write("a.yaml", "metadata: {}\n");
        await scene.StartOperatorAsync();
        Assert.NotNull(await scene.FindAsync("e", "one"));
    }

    [Fact]
    public async Task What_was_removed_while_no_operator_ran_goes_as_soon_as_a_broken_file_is_put_right()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one")), ("b.yaml", Endpoint("two")));
        await scene.StopOperatorAsync();
        scene.Delete("a.yaml");
        scene.Write("b.yaml", "kind: [\n");
        await scene.StartOperatorAsync();
        Assert.NotNull(await scene.FindAsync("e", "one"));
        scene.Write("b.yaml", Endpoint("two"));
        await scene.BecomesAsync("e", "one", found => found is null); // well before the minute after which everything is looked at again
        Assert.NotNull(await scene.FindAsync("e", "two"));
    }

    [Fact]
    public async Task A_folder_that_vanishes_deletes_nothing_and_is_followed_again_when_it_is_back()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one")));
        scene.MoveFolder("resources", "elsewhere");
        await Eventually.IsTrueAsync(() => scene.Program.Process.Output.Contains("not there", StringComparison.Ordinal), "the log says so");
        Assert.NotNull(await scene.FindAsync("e", "one"));
        scene.MoveFolder("elsewhere", "resources");
        scene.Write("b.yaml", Endpoint("two"));
        await scene.BecomesAsync("e", "two", found => found is not null);
        Assert.NotNull(await scene.FindAsync("e", "one"));
    }

    [Fact]
    public async Task A_name_that_is_there_twice_is_refused_naming_both_files_and_replaces_nothing()
    {
        await using var scene = await StartAsync(("b.yaml", Endpoint("one", "url: http://127.0.0.1:9/first")));
        scene.Write("a.yaml", Endpoint("one", "url: http://127.0.0.1:9/second"));
        var view = await scene.HasReasonAsync("Endpoint", "one", "NameTaken");
        Assert.Contains("a.yaml:1 and b.yaml:1", (string?)view["message"], StringComparison.Ordinal);
        Assert.Equal("http://127.0.0.1:9/first", (string?)(await scene.FindAsync("e", "one"))!["url"]);
        scene.Delete("b.yaml");
        await scene.BecomesAsync("e", "one", found => (string?)found!["url"] == "http://127.0.0.1:9/second");
    }

    [Fact]
    public async Task An_unknown_field_is_refused_naming_it_and_other_kinds_are_ignored()
    {
        const string other = "apiVersion: v1\nkind: Service\nmetadata: { name: map }\n";
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", "url: http://127.0.0.1:9/, tiemout: 1s")), ("b.yaml", other));
        var view = await scene.HasReasonAsync("Endpoint", "one", "Invalid");
        Assert.Contains("spec.tiemout", (string?)view["message"], StringComparison.Ordinal);
        Assert.Contains("v1/Service at b.yaml:1", scene.Program.Process.Output, StringComparison.Ordinal);
        Assert.Null(await scene.FindAsync("e", "one"));
    }

    [Fact]
    public async Task A_mounted_ConfigMap_is_read_once()
    {
        await using var scene = await StartAsync((".stamp/a.yaml", Endpoint("one")));
        File.CreateSymbolicLink(Path.Combine(scene.Folder, "..data"), ".stamp");
        File.CreateSymbolicLink(Path.Combine(scene.Folder, "a.yaml"), "..data/a.yaml");
        await scene.HasReasonAsync("Endpoint", "one", "Accepted");
    }

    [Fact]
    public async Task An_odd_value_is_refused_and_everything_else_goes_on()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one")));
        scene.Write("b.yaml", "apiVersion: postrider.dev/v1alpha1\nkind: Topic\nmetadata: { name: odd, creationTimestamp: yesterday }\nspec: { subscribers: [] }\n");
        await scene.HasReasonAsync("Topic", "odd", "Invalid");
        scene.Write("c.yaml", "metadata: { name: a, !!str name: b }\n");
        scene.Write("d.yaml", Endpoint("two"));
        await scene.HasReasonAsync("Endpoint", "two", "Accepted");
    }

    [Fact]
    public async Task A_folder_that_was_made_anew_deletes_nothing()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one")));
        var version = await scene.VersionAsync();
        System.IO.Directory.Delete(scene.Folder, recursive: true);
        System.IO.Directory.CreateDirectory(scene.Folder);
        await Eventually.IsTrueAsync(() => scene.Program.Process.Output.Contains("turned empty", StringComparison.Ordinal), "it is noticed");
        scene.Write("a.yaml", Endpoint("one"));
        scene.Write("b.yaml", Endpoint("two"));
        await scene.HasReasonAsync("Endpoint", "two", "Accepted");
        Assert.Equal(version + 1, await scene.VersionAsync());
    }

    [Fact]
    public async Task A_Secret_that_is_there_twice_keeps_its_values_and_is_told()
    {
        const string spec = "url: \"http://127.0.0.1:9/\", headers: [{ name: X-Key, valueFrom: { secretKeyRef: { name: keys, key: token } } }]";
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", spec)), ("b.yaml", Secret("keys", "token: x")));
        scene.Write("c.yaml", Secret("keys", "token: y"));
        await Eventually.IsTrueAsync(() => scene.Program.Process.Output.Contains("declared more than once: b.yaml:1 and c.yaml:1", StringComparison.Ordinal), "the log names both");
        await scene.HasReasonAsync("Endpoint", "one", "Accepted");
    }
}
