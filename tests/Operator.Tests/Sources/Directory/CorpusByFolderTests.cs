using System.Text.Json.Nodes;
using Postrider.Operator.Tests.Corpus;
using Postrider.TestKit;

namespace Postrider.Operator.Tests.Sources.Directory;

/// <summary>The corpus as a running operator judges it that reads a folder: files in, <c>GET /resources</c> out.</summary>
public sealed class CorpusByFolderTests
{
    [Fact]
    public async Task A_good_file_is_not_Invalid()
    {
        await using var scene = await FolderScene.StartAsync(Files(TestKit.Corpus.Good));
        await AreJudgedAsync(scene, TestKit.Corpus.Good, (file, view) =>
            (string?)view["reason"] is null or "Invalid" || view["file"]!.ToString() != $"{file.Name}.yaml:1" ? $"{file}: {view["reason"]} {view["message"]}" : null);
    }

    [Fact]
    public async Task A_bad_file_is_Invalid_with_the_path_of_the_field()
    {
        var named = TestKit.Corpus.Bad.Where(file => !file.Field!.StartsWith("metadata.name", StringComparison.Ordinal)).ToList(); // nothing to list them by
        await using var scene = await FolderScene.StartAsync(Files(named));
        await AreJudgedAsync(scene, named, (file, view) =>
            (string?)view["reason"] == "Invalid" && view["message"]!.ToString().Split("; ").Any(error => CorpusCases.IsAbout(error.Split(": ")[0], file.Field!))
                ? null
                : $"{file}: {view["reason"]} {view["message"]}");
    }

    // Each file in a namespace of its own, for most have the same name.
    private static (string, string)[] Files(IReadOnlyList<CorpusFile> files) => [.. files.Index().Select(file => ($"{file.Item.Name}.yaml", Place(file.Item, $"n{file.Index}")))];

    private static string Place(CorpusFile file, string space)
    {
        var document = CorpusCases.DocumentOf(file);
        document["metadata"]!["namespace"] = space;
        return document.ToJsonString(); // JSON is YAML
    }

    private static async Task AreJudgedAsync(FolderScene scene, IReadOnlyList<CorpusFile> files, Func<CorpusFile, JsonNode, string?> judge)
    {
        var views = JsonNode.Parse(await scene.Program.GetAsync("/resources"))!.AsArray();
        var wrong = files.Index().Select(file => views.SingleOrDefault(view => (string?)view!["namespace"] == $"n{file.Index}") is { } view
            ? judge(file.Item, view)
            : $"{file.Item} is not listed");
        Assert.Empty(wrong.OfType<string>());
    }
}
