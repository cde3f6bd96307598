namespace Postrider.Operator.Schema.Cel.Nodes;

/// <summary><c>!operand</c></summary>
internal sealed record CelNot(CelNode Operand) : CelNode
{
    public override object Evaluate(CelScope scope) => !Evaluate<bool>(Operand, scope);
}
