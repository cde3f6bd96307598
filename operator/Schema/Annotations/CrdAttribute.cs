namespace Postrider.Operator.Schema.Annotations;

/// <summary>What a resource definition says beside its schema.</summary>
/// <param name="shortName">The short name for kubectl.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CrdAttribute(string shortName) : Attribute
{
    public string ShortName { get; } = shortName;
}
