namespace Postrider.Operator.Schema.Cel.Nodes;

/// <summary><c>function(a)</c> or <c>a.function(b)</c>, where a is the first argument.</summary>
internal sealed record CelCall(Func<IReadOnlyList<object>, object> Function, IReadOnlyList<CelNode> Arguments) : CelNode
{
    public override object Evaluate(CelScope scope) => Function([.. Arguments.Select(argument => argument.Evaluate(scope))]);
}
