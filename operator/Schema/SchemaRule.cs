namespace Postrider.Operator.Schema;

/// <summary>A validation rule in CEL: the API server evaluates it, and so does <see cref="Cel.CelExpression"/>.</summary>
/// <param name="Text">The expression; <c>self</c> is the value that carries the rule.</param>
/// <param name="Message">What is reported when it is false.</param>
/// <param name="FieldPath">The field to blame, relative to <c>self</c>, such as <c>.url</c>; null blames <c>self</c>.</param>
public sealed record SchemaRule(string Text, string Message, string? FieldPath = null);
