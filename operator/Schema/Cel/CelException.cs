namespace Postrider.Operator.Schema.Cel;

/// <summary>A rule is not in the supported part of CEL, or cannot be evaluated for a value.</summary>
public sealed class CelException(string message) : Exception(message);
