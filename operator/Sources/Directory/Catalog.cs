using Postrider.Core.Model;

namespace Postrider.Operator.Sources.Directory;

/// <summary>The documents of a folder by kind and name; a name that is there more than once has several.</summary>
internal sealed class Catalog(IEnumerable<Document> documents)
{
    public const string Secret = "v1/Secret";
    public const string ConfigMap = "v1/ConfigMap";
    private readonly ILookup<(string Kind, ResourceName Name), Document> byName = documents.ToLookup(document => (document.Kind, document.Name));

    public IEnumerable<IReadOnlyList<Document>> OfKind(string kind) => byName.Where(group => group.Key.Kind == kind).Select(group => group.ToList());

    public bool Has(string kind, ResourceName name) => byName.Contains((kind, name));

    /// <summary>Files and lines at which one name is declared, as a text.</summary>
    public static string Places(IEnumerable<Document> documents) => string.Join(" and ", documents.Select(document => $"{document.File}:{document.Line}"));
}
