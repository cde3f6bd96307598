namespace Postrider.Operator.Schema.Cel.Nodes;

/// <summary><c>self</c>, or the variable of a macro.</summary>
internal sealed record CelVariable(string Name) : CelNode
{
    public override object Evaluate(CelScope scope) => scope.Find(Name);
}
