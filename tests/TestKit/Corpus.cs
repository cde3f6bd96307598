using Postrider.TestKit.Processes;

namespace Postrider.TestKit;

/// <summary>The folder of good and bad resources that every reader of resources must judge alike.</summary>
public static class Corpus
{
    private const string Expectation = "# expect: ";

    /// <summary>Resources that are accepted.</summary>
    public static IReadOnlyList<CorpusFile> Good { get; } = Read("good");

    /// <summary>Resources that are refused, each for one reason.</summary>
    public static IReadOnlyList<CorpusFile> Bad { get; } = Read("bad");

    private static CorpusFile[] Read(string folder) =>
        [.. Directory.GetFiles(Path.Combine(Checkout.Root, "tests", "corpus", folder), "*.yaml").Order(StringComparer.Ordinal).Select(ReadFile)];

    private static CorpusFile ReadFile(string path)
    {
        var text = File.ReadAllText(path);
        var first = text.Split('\n')[0];
        return new CorpusFile(Path.GetFileNameWithoutExtension(path), path, text, first.StartsWith(Expectation, StringComparison.Ordinal) ? first[Expectation.Length..] : null);
    }
}
