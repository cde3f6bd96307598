namespace Postrider.Operator.Schema.Cel;

internal enum CelTokenKind
{
    Name,
    Number,
    Text,
    Symbol,
    End,
}
