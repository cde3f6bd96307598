using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Postrider.Dispatcher.Protocol;

/// <summary>
/// What the API shows only as a hash: the body, all headers or some. Everything that shows a message asks here;
/// what delivers it does not.
/// </summary>
internal sealed record Redaction
{
    private const string BodyItem = "body";
    private const string HeaderItem = "header";
    private static readonly Redaction None = new();
    private readonly SortedSet<string> names = new(StringComparer.OrdinalIgnoreCase);
    private bool allHeaders;

    private Redaction()
    {
    }

    public bool HidesBody { get; private set; }

    /// <summary>Reads a list such as <c>body, header[Authorization]</c>; the error names the item that is none.</summary>
    public static bool TryParse(string text, out Redaction redaction, [NotNullWhen(false)] out string? error)
    {
        redaction = new();
        error = null;
        foreach (var item in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!redaction.TryAdd(item))
            {
                error = $"'{item}' is none of body, header, header[Name]";
                return false;
            }
        }

        return true;
    }

    /// <summary>What <see cref="ToString"/> wrote, as messages keep it; null hides nothing.</summary>
    public static Redaction Of(string? stored) => stored is not null && TryParse(stored, out var redaction, out _) ? redaction : None;

    /// <summary>What to keep with a callback: its body holds whatever its source hides, and its headers may be the same.</summary>
    public static string? OfCallback(string? stored) => stored is null ? null : (Of(stored) with { HidesBody = true }).ToString();

    /// <summary>What stands in place of a hidden value: its SHA-256 shows whether it is the expected one, and no more.</summary>
    public static string Hash(ReadOnlySpan<byte> value) => "REDACTED:" + Convert.ToHexStringLower(SHA256.HashData(value));

    public bool HidesHeader(string name) => allHeaders || names.Contains(name);

    /// <summary>The header's value as it may be shown.</summary>
    public string Shown(string header, string value) => HidesHeader(header) ? Hash(Encoding.UTF8.GetBytes(value)) : value;

    /// <summary>The list in one spelling; empty when nothing is hidden.</summary>
    public override string ToString()
    {
        IEnumerable<string> headers = allHeaders ? [HeaderItem] : names.Select(name => $"{HeaderItem}[{name}]");
        return string.Join(',', HidesBody ? headers.Prepend(BodyItem) : headers);
    }

    private bool TryAdd(string item)
    {
        if (item.Equals(BodyItem, StringComparison.OrdinalIgnoreCase))
        {
            return HidesBody = true;
        }

        if (item.Equals(HeaderItem, StringComparison.OrdinalIgnoreCase) || item.Equals(HeaderItem + "s", StringComparison.OrdinalIgnoreCase))
        {
            return allHeaders = true;
        }

        if (NameIn(item) is not { } name || !HeaderText.IsName(name))
        {
            return false;
        }

        names.Add(HeaderText.Canonical(name));
        return true;
    }

    // The documentation writes headers[Name] where the official clients write header[Name].
    private static string? NameIn(string item)
    {
        var open = item.IndexOf('[', StringComparison.Ordinal);
        var isHeader = open > 0 && item[^1] == ']' && item[..open].ToUpperInvariant() is "HEADER" or "HEADERS";
        return isHeader ? item[(open + 1)..^1].Trim() : null;
    }
}
