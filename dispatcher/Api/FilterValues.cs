using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Postrider.Core.Decisions;

namespace Postrider.Dispatcher.Api;

/// <summary>
/// The values of a filter: repeated, or separated by commas. A value that may hold commas itself keeps those that are percent-encoded, and a URL
/// all but those before the next scheme: what a bulk operation means must not become more than what it says.
/// </summary>
internal static class FilterValues
{
    private const string Url = "url";

    private static readonly HashSet<string> MayHoldCommas = new(StringComparer.OrdinalIgnoreCase) { Url, "path", "flowControlKey" };

    /// <summary>Each value once; none is empty.</summary>
    public static IEnumerable<string> Of(HttpRequest request, string name)
    {
        var values = MayHoldCommas.Contains(name)
            ? GivenAs(request, name).SelectMany(encoded => Pieces(name, encoded)).Select(Decode)
            : request.Query[name].SelectMany(value => value!.Split(','));
        return values.Select(value => value.Trim()).Where(value => value.Length > 0).Distinct(StringComparer.Ordinal);
    }

    private static List<string> GivenAs(HttpRequest request, string name)
    {
        var given = new List<string>();
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            if (pair.DecodeName().Span.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                given.Add(pair.EncodedValue.ToString());
            }
        }

        return given;
    }

    private static List<string> Pieces(string name, string encoded)
    {
        var pieces = new List<StringBuilder>();
        foreach (var piece in encoded.Split(','))
        {
            if (pieces.Count > 0 && name.Equals(Url, StringComparison.OrdinalIgnoreCase) && !BeginsUrl(Decode(piece).TrimStart()))
            {
                pieces[^1].Append(',').Append(piece);
            }
            else
            {
                pieces.Add(new(piece));
            }
        }

        return pieces.ConvertAll(piece => piece.ToString());
    }

    // An Endpoint's URL that is not shown stands as endpoint/name.
    private static bool BeginsUrl(string text) => DestinationUrl.HasScheme(text) || text.StartsWith("endpoint/", StringComparison.Ordinal);

    private static string Decode(string encoded) => Uri.UnescapeDataString(encoded.Replace('+', ' '));
}
