namespace Postrider.Operator.Schema.Cel.Nodes;

/// <summary>Two values and one of == != &lt; &lt;= &gt; &gt;= in.</summary>
internal sealed record CelComparison(string Symbol, CelNode Left, CelNode Right) : CelNode
{
    public override object Evaluate(CelScope scope)
    {
        var (left, right) = (Left.Evaluate(scope), Right.Evaluate(scope));
        return Symbol switch
        {
            "==" => CelValues.AreEqual(left, right),
            "!=" => !CelValues.AreEqual(left, right),
            "in" => Contains(right, left),
            "<" => CelValues.Compare(left, right) < 0,
            "<=" => CelValues.Compare(left, right) <= 0,
            ">" => CelValues.Compare(left, right) > 0,
            _ => CelValues.Compare(left, right) >= 0,
        };
    }

    private static bool Contains(object collection, object item) => collection switch
    {
        IReadOnlyList<object> list => list.Any(member => CelValues.AreEqual(member, item)),
        IReadOnlyDictionary<string, object> map => item is string key && map.ContainsKey(key),
        _ => throw new CelException("in needs a list or a map"),
    };
}
