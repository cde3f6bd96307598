namespace Postrider.Operator.Schema.Cel.Nodes;

/// <summary>A value written in the expression.</summary>
internal sealed record CelLiteral(object Value) : CelNode
{
    public override object Evaluate(CelScope scope) => Value;
}
