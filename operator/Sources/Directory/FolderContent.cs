using System.Security.Cryptography;
using System.Text;

namespace Postrider.Operator.Sources.Directory;

/// <summary>All YAML files of a folder at one moment.</summary>
/// <param name="files">Contents by path relative to the folder, in the order of the paths.</param>
/// <param name="closed">Subfolders that could not be looked into, relative to the folder.</param>
internal sealed class FolderContent(IReadOnlyDictionary<string, FileContent> files, IReadOnlyList<string> closed)
{
    /// <summary>Contents by path relative to the folder, in the order of the paths.</summary>
    public IReadOnlyDictionary<string, FileContent> Files => files;

    /// <summary>Subfolders that could not be looked into: nothing is known about what is in them.</summary>
    public IReadOnlyList<string> Closed => closed;

    /// <summary>Tells contents apart.</summary>
    public string Hash { get; } = HashOf(files, closed);

    /// <summary>Reads the folder; null when it is not there or closed to us.</summary>
    public static FolderContent? Read(string folder)
    {
        try
        {
            var walk = new FolderWalk(folder);
            var files = walk.Find().ToDictionary(path => Path.GetRelativePath(folder, path), FileContent.Read);
            return new FolderContent(new SortedDictionary<string, FileContent>(files, StringComparer.Ordinal), walk.Closed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // it went while we read, or it is closed to us
        }
    }

    /// <summary>Whether the file lies in a subfolder that could not be looked into.</summary>
    public bool Hides(string file) => closed.Any(folder => file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    private static string HashOf(IReadOnlyDictionary<string, FileContent> files, IReadOnlyList<string> closed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, file) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{file.Problem}\n{file.Bytes?.Length}\n"));
            hash.AppendData(file.Bytes ?? []);
        }

        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', closed)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
