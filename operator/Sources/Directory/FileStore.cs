using System.Text;

namespace Postrider.Operator.Sources.Directory;

/// <summary>The last good content of each file. A file that no longer parses keeps it; one that is gone loses it.</summary>
internal sealed class FileStore
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private readonly SortedDictionary<string, Entry> files = new(StringComparer.Ordinal);

    /// <summary>Documents of all files, in a fixed order.</summary>
    public IEnumerable<Document> Documents => files.Values.SelectMany(file => file.Good);

    /// <summary>Whether every file parses.</summary>
    public bool IsSound => files.Values.All(file => file.Problem is null);

    /// <summary>Takes a new content and returns what is wrong with files that changed.</summary>
    public IReadOnlyList<string> Take(FolderContent content)
    {
        foreach (var gone in files.Keys.Where(file => !content.Files.ContainsKey(file)).ToList())
        {
            files.Remove(gone);
        }

        var problems = new List<string>();
        foreach (var (file, bytes) in content.Files)
        {
            var before = files.GetValueOrDefault(file);
            if (before is null || !Same(before.Bytes, bytes))
            {
                var parsed = Parse(file, bytes);
                files[file] = new Entry(bytes, parsed.Problem is null ? parsed.Documents : before?.Good ?? [], parsed.Problem);
                problems.AddRange(parsed.Problem is { } problem ? [problem] : Array.Empty<string>());
            }
        }

        return problems;
    }

    private static ParsedFile Parse(string file, byte[]? bytes)
    {
        try
        {
            return bytes is null ? ParsedFile.Broken($"{file}: cannot be read") : ParsedFile.Parse(file, StrictUtf8.GetString(bytes).TrimStart('\uFEFF'));
        }
        catch (DecoderFallbackException)
        {
            return ParsedFile.Broken($"{file}: is not UTF-8 text");
        }
    }

    private static bool Same(byte[]? one, byte[]? other) => one is null || other is null ? one == other : one.AsSpan().SequenceEqual(other);

    private sealed record Entry(byte[]? Bytes, IReadOnlyList<Document> Good, string? Problem);
}
