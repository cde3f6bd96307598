namespace Postrider.Operator.Schema.Cel.Nodes;

/// <summary><c>list.all(variable, predicate)</c>, <c>exists</c> and <c>exists_one</c>; over the keys if it is a map.</summary>
internal sealed record CelQuantifier(string Macro, CelNode Target, string Variable, CelNode Predicate) : CelNode
{
    public static readonly IReadOnlySet<string> Macros = new HashSet<string> { "all", "exists", "exists_one" };

    public override object Evaluate(CelScope scope)
    {
        var items = CelValues.Items(Target.Evaluate(scope));
        bool Holds(object item) => Evaluate<bool>(Predicate, new CelScope(Variable, item, scope));
        return Macro switch
        {
            "all" => items.All(Holds),
            "exists" => items.Any(Holds),
            _ => items.Count(Holds) == 1,
        };
    }
}
