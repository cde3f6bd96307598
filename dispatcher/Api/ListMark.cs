using System.Security.Cryptography;
using System.Text;

namespace Postrider.Dispatcher.Api;

/// <summary>Marks a list by its kind, namespace and filters: a cursor that carries another mark is from elsewhere.</summary>
internal sealed class ListMark
{
    public const int Bytes = 8;
    private readonly StringBuilder text = new();

    public ListMark(string list, string ns) => With("list", [list]).With("namespace", [ns]);

    /// <summary>Adds a filter; the order of its values does not matter, null is not the same as none.</summary>
    public ListMark With(string name, IEnumerable<string>? values)
    {
        text.Append(name.ToUpperInvariant()).Append(values is null ? '-' : '=');
        foreach (var value in (values ?? []).Order(StringComparer.Ordinal))
        {
            text.Append(value.Length).Append(':').Append(value);
        }

        return this;
    }

    /// <summary>Adds filters, in whatever order they come.</summary>
    public ListMark With(IReadOnlyDictionary<string, IReadOnlySet<string>> filters)
    {
        foreach (var (name, values) in filters.OrderBy(filter => filter.Key, StringComparer.OrdinalIgnoreCase))
        {
            With(name, values);
        }

        return this;
    }

    /// <summary>The mark, <see cref="Bytes"/> long.</summary>
    public byte[] Make() => SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))[..Bytes];
}
