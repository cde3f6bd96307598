namespace Postrider.Operator.Schema.Annotations;

/// <summary>A list of headers: identified by <c>name</c>, and unique by it without regard to case.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HeaderListAttribute : SchemaAttribute
{
    private const int MaxItems = 50; // keeps the cost of comparing all pairs within the API server's budget

    private const string Unique = "self.all(header, self.exists_one(other, other.name.lowerAscii() == header.name.lowerAscii()))";

    public override SchemaNode Apply(SchemaNode node) => node with
    {
        MaxLength = MaxItems,
        ListMapKey = "name",
        Rules = [.. node.Rules, new SchemaRule(Unique, "must name each header once, and case makes no difference: remove all but one")],
    };
}
