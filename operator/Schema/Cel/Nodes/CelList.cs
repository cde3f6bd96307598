namespace Postrider.Operator.Schema.Cel.Nodes;

/// <summary><c>[a, b]</c></summary>
internal sealed record CelList(IReadOnlyList<CelNode> Items) : CelNode
{
    public override object Evaluate(CelScope scope) => Items.Select(item => item.Evaluate(scope)).ToList();
}
