namespace Postrider.Operator.Schema.Annotations;

/// <summary>Exactly one of these fields of the object must be set.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ExactlyOneOfAttribute(params string[] fields) : SchemaAttribute
{
    public override SchemaNode Apply(SchemaNode node) => node with { Rules = [.. node.Rules, Rule()] };

    private SchemaRule Rule() => new(
        $"[{string.Join(", ", fields.Select(field => $"has(self.{field})"))}].exists_one(set, set)",
        $"set exactly one of {string.Join(", ", fields[..^1])} and {fields[^1]}");
}
