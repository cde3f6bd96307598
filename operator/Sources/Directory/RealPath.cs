namespace Postrider.Operator.Sources.Directory;

/// <summary>Where a path really leads, with every link on the way followed.</summary>
internal static class RealPath
{
    private const int MaxLinks = 40; // as Linux has it

    /// <summary>The path without links; links that lead in a circle or nowhere are left as they are.</summary>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        for (var links = 0; links < MaxLinks; links++)
        {
            if (FirstLink(full) is not ({ } link, { } target))
            {
                break;
            }

            var rest = full[link.Length..].TrimStart(Path.DirectorySeparatorChar);
            full = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(link)!, target, rest));
        }

        return full;
    }

    private static (string Link, string Target)? FirstLink(string full)
    {
        for (var end = full.IndexOf(Path.DirectorySeparatorChar, 1); ; end = full.IndexOf(Path.DirectorySeparatorChar, end + 1))
        {
            var part = end < 0 ? full : full[..end];
            if (new FileInfo(part).LinkTarget is { } target)
            {
                return (part, target);
            }

            if (end < 0)
            {
                return null;
            }
        }
    }
}
