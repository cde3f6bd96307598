namespace Postrider.Operator.Schema.Cel;

/// <summary>One word of an expression; a string literal is already unescaped.</summary>
/// <param name="Position">Index of its first character.</param>
internal readonly record struct CelToken(CelTokenKind Kind, string Text, int Position);
