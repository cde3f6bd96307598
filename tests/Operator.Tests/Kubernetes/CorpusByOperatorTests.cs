using System.Net;
using Postrider.Operator.Tests.Corpus;
using Postrider.TestKit;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>The corpus as a running operator judges it behind an old server, which checks no rules.</summary>
[Collection(KubeFixture.Collection)]
public sealed class CorpusByOperatorTests(KubeFixture kube)
{
    [Fact]
    public async Task AGoodFileIsNotInvalid()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        var wrong = new List<string>();
        foreach (var file in TestKit.Corpus.Good.Where(file => !file.Text.Contains("\"\"", StringComparison.Ordinal))) // this server takes "" for null
        {
            var verdict = await JudgeAsync(scene, file);
            if (verdict.StartsWith("Invalid", StringComparison.Ordinal) || verdict.StartsWith("refused", StringComparison.Ordinal))
            {
                wrong.Add($"{file}: {verdict}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task ABadFileIsRefusedOrInvalidWithThePathOfTheField()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        var wrong = new List<string>();
        foreach (var file in TestKit.Corpus.Bad.Where(file => !IsAboutUnknownFields(file)))
        {
            var verdict = await JudgeAsync(scene, file);
            if (!verdict.StartsWith("refused", StringComparison.Ordinal) && !IsInvalid(verdict, file.Field!))
            {
                wrong.Add($"{file}: {verdict}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    // A server of that age removes them without a word.
    private static bool IsAboutUnknownFields(CorpusFile file) =>
        CorpusCases.ErrorsOf(file).All(error => error.EndsWith(": unknown field", StringComparison.Ordinal));

    private static bool IsInvalid(string verdict, string field) =>
        verdict.StartsWith("Invalid: ", StringComparison.Ordinal)
        && verdict["Invalid: ".Length..].Split("; ").Any(error => CorpusCases.IsAbout(error.Split(": ")[0], field));

    private static async Task<string> JudgeAsync(OperatorScene scene, CorpusFile file)
    {
        var document = CorpusCases.DocumentOf(file);
        var (kind, name) = (document["kind"]!.GetValue<string>(), document["metadata"]?["name"]?.ToString() ?? "");
        var answer = await scene.Manifest.TryCreateAsync(document);
        if (answer.Status != HttpStatusCode.Created)
        {
            return $"refused: {answer.Message}";
        }

        try
        {
            return await Eventually.BecomesAsync(
                async () => OperatorScene.Describe(await scene.Manifest.FindAsync(kind, name)), seen => seen != "no condition", $"{file} has a condition", TimeSpan.FromSeconds(15));
        }
        finally
        {
            await scene.Manifest.DeleteAsync(kind, name);
        }
    }
}
