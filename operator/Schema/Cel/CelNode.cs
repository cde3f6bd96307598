namespace Postrider.Operator.Schema.Cel;

/// <summary>A parsed expression. Values are bool, long, double, string, TimeSpan, lists of values and maps from string to value.</summary>
internal abstract record CelNode
{
    /// <exception cref="CelException">A missing field, or operands of wrong types.</exception>
    public abstract object Evaluate(CelScope scope);

    /// <summary>Evaluates what must be a value of type <typeparamref name="T"/>.</summary>
    protected static T Evaluate<T>(CelNode node, CelScope scope) =>
        node.Evaluate(scope) is T value ? value : throw new CelException($"a {typeof(T).Name} is needed");
}
