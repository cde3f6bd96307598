using System.Text.Json.Nodes;

namespace Postrider.Operator.Schema.Annotations;

/// <summary>
/// A status that nobody has written yet reads as one of a generation that never was: by kstatus, a resource without a status is done, and
/// this one is only about to be seen.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UnobservedAttribute : SchemaAttribute
{
    public override SchemaNode Apply(SchemaNode node) => node with { Default = new JsonObject { ["observedGeneration"] = -1 } };
}
