using Postrider.Core.Decisions;

namespace Postrider.Operator.Schema.Annotations;

/// <summary>A duration such as <c>1h30m</c> between two others, both included.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute(string minimum, string maximum) : SchemaAttribute
{
    /// <summary>What to write.</summary>
    public const string Example = "a duration such as 30s or 1h30m";

    private const int MaxLength = 28; // four parts of five digits and a unit of two letters

    public override SchemaNode Apply(SchemaNode node) => node with
    {
        Pattern = ResourceDuration.Pattern,
        MaxLength = MaxLength,
        Rules = [.. node.Rules, Rule()],
    };

    private SchemaRule Rule() => new(
        $"duration(self) >= duration('{minimum}') && duration(self) <= duration('{maximum}')",
        $"must be from {minimum} to {maximum}: write {Example}");
}
