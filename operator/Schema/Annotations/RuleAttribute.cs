namespace Postrider.Operator.Schema.Annotations;

/// <summary>A rule in CEL over a field or a whole type; it goes to the CRD and is evaluated by the operator itself.</summary>
/// <param name="text">The expression; <c>self</c> is the annotated value.</param>
/// <param name="message">What is reported when it is false.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class, AllowMultiple = true)]
public sealed class RuleAttribute(string text, string message) : SchemaAttribute
{
    /// <summary>The field to blame, relative to <c>self</c>, such as <c>.url</c>.</summary>
    public string? FieldPath { get; init; }

    public override SchemaNode Apply(SchemaNode node) => node with { Rules = [.. node.Rules, new SchemaRule(text, message, FieldPath)] };
}
