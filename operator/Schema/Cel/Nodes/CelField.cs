namespace Postrider.Operator.Schema.Cel.Nodes;

/// <summary><c>target.name</c></summary>
internal sealed record CelField(CelNode Target, string Name) : CelNode
{
    public override object Evaluate(CelScope scope) =>
        Evaluate<IReadOnlyDictionary<string, object>>(Target, scope).TryGetValue(Name, out var value)
            ? value : throw new CelException($"no such key: {Name}");
}
