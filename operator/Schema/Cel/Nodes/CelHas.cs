namespace Postrider.Operator.Schema.Cel.Nodes;

/// <summary><c>has(target.name)</c></summary>
internal sealed record CelHas(CelField Field) : CelNode
{
    public override object Evaluate(CelScope scope) =>
        Evaluate<IReadOnlyDictionary<string, object>>(Field.Target, scope).ContainsKey(Field.Name);
}
