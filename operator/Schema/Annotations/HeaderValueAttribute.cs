namespace Postrider.Operator.Schema.Annotations;

/// <summary>The value of an HTTP header, or a part of it: visible ASCII, blanks and tabs.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HeaderValueAttribute : SchemaAttribute
{
    private const int MaxLength = 4096;

    public override SchemaNode Apply(SchemaNode node) => node with { MaxLength = MaxLength, Pattern = @"^[\t -~]*$" };
}
