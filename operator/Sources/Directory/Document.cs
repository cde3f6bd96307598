using System.Text.Json.Nodes;
using Postrider.Core.Model;

namespace Postrider.Operator.Sources.Directory;

/// <summary>One YAML document of a file.</summary>
/// <param name="File">The file, relative to the folder.</param>
/// <param name="Kind">Group, version and kind, such as <c>v1/Secret</c>.</param>
internal sealed record Document(string File, long Line, string Kind, ResourceName Name, JsonObject Content);
