namespace Postrider.Operator.Schema.Annotations;

/// <summary>An absolute http or https URL without user name and password.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HttpUrlAttribute : SchemaAttribute
{
    /// <summary>Most characters of a URL in a resource.</summary>
    public const int MaxLength = 2048;

    public override SchemaNode Apply(SchemaNode node) => node with
    {
        MinLength = 1,
        MaxLength = MaxLength,
        Rules =
        [
            .. node.Rules,
            new SchemaRule("self.matches('^(http|https)://[^/?#]+([/?#]|$)')", "must be a URL that begins with http:// or https:// and names a host"),
            new SchemaRule("!self.matches('^[a-z]+://[^/?#]*@')", "must not hold a user name or password: use a header from a Secret"),
            new SchemaRule("self.matches('^[!-~]*$')", "must not hold blanks or characters beyond ASCII: percent-encode them"),
        ],
    };
}
