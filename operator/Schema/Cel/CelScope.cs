namespace Postrider.Operator.Schema.Cel;

/// <summary>The variables that an expression sees.</summary>
internal sealed record CelScope(string Name, object Value, CelScope? Outer)
{
    /// <exception cref="CelException">No variable has this name.</exception>
    public object Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.Name == name)
            {
                return scope.Value;
            }
        }

        throw new CelException($"'{name}' is not defined");
    }
}
