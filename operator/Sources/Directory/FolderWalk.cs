namespace Postrider.Operator.Sources.Directory;

/// <summary>
/// Finds the YAML files of a folder, each once however many links lead to it. Names that begin with a dot are left out: editors' copies,
/// and the folders behind a mounted ConfigMap.
/// </summary>
internal sealed class FolderWalk(string root)
{
    private const int MaxDepth = 32;
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = false, AttributesToSkip = 0, IgnoreInaccessible = false };
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly List<string> closed = [];

    /// <summary>Subfolders that could not be looked into, relative to the root.</summary>
    public IReadOnlyList<string> Closed => closed;

    /// <summary>Paths of the files.</summary>
    /// <exception cref="IOException">The root itself cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The root itself cannot be read.</exception>
    public IReadOnlyList<string> Find() => [.. Find(root, Entries(root), 0)];

    private IEnumerable<string> Find(string folder, IEnumerable<string> entries, int depth)
    {
        seen.Add(RealPath.Of(folder));
        foreach (var path in entries.Where(path => System.IO.Directory.Exists(path) || Path.GetExtension(path) is ".yaml" or ".yml").Where(path => seen.Add(RealPath.Of(path))))
        {
            if (!System.IO.Directory.Exists(path))
            {
                yield return path;
            }
            else if (depth < MaxDepth && TryList(path) is { } inner)
            {
                foreach (var file in Find(path, inner, depth + 1))
                {
                    yield return file;
                }
            }
        }
    }

    private IReadOnlyList<string>? TryList(string folder)
    {
        try
        {
            return Entries(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            closed.Add(Path.GetRelativePath(root, folder));
            return null;
        }
    }

    // Links last, so that a file goes by its own name where it has one here.
    private static IReadOnlyList<string> Entries(string folder) =>
    [
        .. System.IO.Directory.EnumerateFileSystemEntries(folder, "*", Everything)
            .Where(path => !Path.GetFileName(path).StartsWith('.'))
            .OrderBy(path => new FileInfo(path).LinkTarget is not null).ThenBy(path => path, StringComparer.Ordinal),
    ];
}
