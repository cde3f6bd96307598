using System.Text.Json.Nodes;
using Postrider.Core.Model;

namespace Postrider.Operator.Sources.Directory;

/// <summary>Counts how often the spec of each resource changed, as an API server does in metadata.generation.</summary>
internal sealed class Generations
{
    private readonly Dictionary<(string Kind, ResourceName Name), (string Spec, long Number)> held = [];

    public long Of(string kind, ResourceName name, JsonNode? spec)
    {
        var text = spec?.ToJsonString() ?? "";
        var before = held.GetValueOrDefault((kind, name));
        if (before.Number == 0 || before.Spec != text)
        {
            held[(kind, name)] = before = (text, before.Number + 1);
        }

        return before.Number;
    }
}
