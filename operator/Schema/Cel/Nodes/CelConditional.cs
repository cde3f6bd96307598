namespace Postrider.Operator.Schema.Cel.Nodes;

/// <summary><c>condition ? a : b</c></summary>
internal sealed record CelConditional(CelNode Condition, CelNode Then, CelNode Otherwise) : CelNode
{
    public override object Evaluate(CelScope scope) => (Evaluate<bool>(Condition, scope) ? Then : Otherwise).Evaluate(scope);
}
