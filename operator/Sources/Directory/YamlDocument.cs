using System.Text.Json.Nodes;

namespace Postrider.Operator.Sources.Directory;

/// <summary>One document of a YAML text, as JSON.</summary>
/// <param name="Line">The line on which it begins.</param>
/// <param name="ItemLines">The lines of its <c>items</c>, when it has a list of that name.</param>
internal sealed record YamlDocument(JsonNode Document, long Line, IReadOnlyList<long> ItemLines);
