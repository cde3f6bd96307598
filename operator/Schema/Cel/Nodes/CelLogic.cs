namespace Postrider.Operator.Schema.Cel.Nodes;

/// <summary>
/// <c>a &amp;&amp; b</c> or <c>a || b</c>. As in CEL everywhere, either side may decide alone, even when the other cannot be evaluated.
/// </summary>
/// <param name="Decisive">The value that decides: false for and, true for or.</param>
internal sealed record CelLogic(bool Decisive, CelNode Left, CelNode Right) : CelNode
{
    public override object Evaluate(CelScope scope)
    {
        try
        {
            return Evaluate<bool>(Left, scope) == Decisive ? Decisive : Evaluate<bool>(Right, scope);
        }
        catch (CelException) when (RightDecides(scope))
        {
            return Decisive;
        }
    }

    private bool RightDecides(CelScope scope)
    {
        try
        {
            return Evaluate<bool>(Right, scope) == Decisive;
        }
        catch (CelException)
        {
            return false;
        }
    }
}
