using System.Text;

namespace Postrider.Operator.Sources.Directory;

/// <summary>
/// The last good content of each file. A file that no longer parses keeps it, and so does one in a subfolder that is closed to us; one that
/// is gone loses it. What turned empty all at once keeps it for a moment.
/// </summary>
internal sealed class FileStore(TimeSpan patience)
{
    private const string WholeFolder = "";
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private readonly SortedDictionary<string, Entry> files = new(StringComparer.Ordinal);
    private readonly Hesitation hesitation = new(patience);
    private bool isWhole = true;

    /// <summary>Documents of all files, in a fixed order.</summary>
    public IEnumerable<Document> Documents => files.Values.SelectMany(file => file.Good);

    /// <summary>What Postrider does not read, with its place.</summary>
    public IEnumerable<string> Others => files.Values.SelectMany(file => file.Others);

    /// <summary>Whether every file was seen, and is fine.</summary>
    public bool IsSound => isWhole && IsSettled && files.Values.All(file => !file.IsBroken);

    /// <summary>False while something that turned empty still has its last good content: look again, even at the same content.</summary>
    public bool IsSettled { get; private set; } = true;

    /// <summary>Takes a new content and returns what is wrong with files that changed.</summary>
    /// <param name="now">Time since any fixed moment.</param>
    public IReadOnlyList<string> Take(FolderContent content, TimeSpan now)
    {
        (isWhole, IsSettled) = (content.Closed.Count == 0, true);
        if (content.Files.Count == 0 && files.Count > 0 && !IsOver(WholeFolder, now))
        {
            return [];
        }

        hesitation.Forget(WholeFolder);
        foreach (var gone in files.Keys.Where(file => !content.Files.ContainsKey(file) && !content.Hides(file)).ToList())
        {
            files.Remove(gone);
            hesitation.Forget(gone);
        }

        return [.. content.Files.SelectMany(file => Take(file.Key, file.Value, now))];
    }

    private IReadOnlyList<string> Take(string file, FileContent content, TimeSpan now)
    {
        var before = files.GetValueOrDefault(file);
        if (content.Bytes?.Length == 0 && before is { Good.Count: > 0 } && !IsOver(file, now))
        {
            return [];
        }

        hesitation.Forget(file);
        if (before is not null && before.Content.IsSameAs(content))
        {
            return [];
        }

        var parsed = Parse(file, content);
        var isBroken = parsed.Problems.Count > 0;
        files[file] = new Entry(content, isBroken ? before?.Good ?? [] : parsed.Documents, parsed.Others, isBroken);
        var rest = before is { Good.Count: > 0 } ? "The last good content of the file stays in force." : "Nothing of the file is in force.";
        return [.. parsed.Problems.Select(problem => $"{problem}. {rest}")];
    }

    private bool IsOver(string what, TimeSpan now) => hesitation.IsOver(what, now) || (IsSettled = false);

    private static ParsedFile Parse(string file, FileContent content)
    {
        try
        {
            return content.Bytes is { } bytes
                ? ParsedFile.Parse(file, StrictUtf8.GetString(bytes).TrimStart('\uFEFF'))
                : ParsedFile.Broken($"{file}: {content.Problem}");
        }
        catch (DecoderFallbackException)
        {
            return ParsedFile.Broken($"{file}: is not UTF-8 text");
        }
    }

    private sealed record Entry(FileContent Content, IReadOnlyList<Document> Good, IReadOnlyList<string> Others, bool IsBroken);
}
