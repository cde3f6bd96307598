using System.Security.Cryptography;

namespace Postrider.Operator.Sources.Directory;

/// <summary>The bytes of all YAML files of a folder at one moment; null bytes where a file could not be read.</summary>
internal sealed class FolderContent(IReadOnlyDictionary<string, byte[]?> files)
{
    private const int MaxDepth = 8; // links may lead in a circle
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = false, AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Contents by path relative to the folder, in the order of the paths.</summary>
    public IReadOnlyDictionary<string, byte[]?> Files => files;

    /// <summary>Tells contents apart.</summary>
    public string Hash { get; } = HashOf(files);

    /// <summary>Reads the folder; null when it is not there or not whole.</summary>
    public static FolderContent? Read(string folder)
    {
        try
        {
            return System.IO.Directory.Exists(folder)
                ? new FolderContent(new SortedDictionary<string, byte[]?>(
                    Find(folder, 0).ToDictionary(path => Path.GetRelativePath(folder, path), ReadFile), StringComparer.Ordinal))
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // it went while we read, or parts of it are closed to us
        }
    }

    // Names that begin with a dot are left out: editors' copies, and the folders behind a mounted ConfigMap, which would show each file twice.
    private static IEnumerable<string> Find(string folder, int depth)
    {
        foreach (var path in System.IO.Directory.EnumerateFileSystemEntries(folder, "*", Everything).Where(path => !Path.GetFileName(path).StartsWith('.')))
        {
            if (System.IO.Directory.Exists(path))
            {
                foreach (var inner in depth < MaxDepth ? Find(path, depth + 1) : [])
                {
                    yield return inner;
                }
            }
            else if (Path.GetExtension(path) is ".yaml" or ".yml")
            {
                yield return path;
            }
        }
    }

    private static byte[]? ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string HashOf(IReadOnlyDictionary<string, byte[]?> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, bytes) in files)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{name}\n{bytes?.Length ?? -1}\n"));
            hash.AppendData(bytes ?? []);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
