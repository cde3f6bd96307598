using System.Globalization;
using Postrider.Core.Model;

namespace Postrider.Operator.Runtime;

/// <summary>Where the API server keeps one kind.</summary>
/// <param name="Prefix">Path of group and version: <c>/api/v1</c> or <c>/apis/{group}/{version}</c>.</param>
/// <param name="Plural">The kind's name in paths.</param>
internal sealed record ApiResource(string Prefix, string Plural)
{
    private const int PageSize = 500;

    /// <summary>Path of one page of a list; null for every namespace, and null for the first page.</summary>
    public string ListPath(string? space, string? next) =>
        $"{CollectionPath(space)}?limit={PageSize}" + (next is null ? "" : $"&continue={Uri.EscapeDataString(next)}");

    /// <summary>Path of a watch that goes on from <paramref name="version"/>.</summary>
    public string WatchPath(string? space, string version, int seconds) => string.Create(
        CultureInfo.InvariantCulture,
        $"{CollectionPath(space)}?watch=true&allowWatchBookmarks=true&timeoutSeconds={seconds}&resourceVersion={Uri.EscapeDataString(version)}");

    public string ObjectPath(ResourceName name) => $"{CollectionPath(name.Namespace)}/{Uri.EscapeDataString(name.Name)}";

    public string StatusPath(ResourceName name) => $"{ObjectPath(name)}/status";

    /// <summary>Path of all objects in a namespace, or everywhere when it is null; a new one is posted there.</summary>
    public string CollectionPath(string? space) =>
        space is null ? $"{Prefix}/{Plural}" : $"{Prefix}/namespaces/{Uri.EscapeDataString(space)}/{Plural}";
}
