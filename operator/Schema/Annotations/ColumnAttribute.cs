namespace Postrider.Operator.Schema.Annotations;

/// <summary>A column of <c>kubectl get</c>, in the order of declaration.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ColumnAttribute(string name, string type, string path) : Attribute
{
    public string Name { get; } = name;

    /// <summary>string, integer, boolean or date.</summary>
    public string Type { get; } = type;

    /// <summary>JSON path of the value.</summary>
    public string Path { get; } = path;

    /// <summary>Shown with <c>-o wide</c> only.</summary>
    public bool Wide { get; init; }
}
