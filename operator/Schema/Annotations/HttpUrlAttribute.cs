namespace Postrider.Operator.Schema.Annotations;

/// <summary>An absolute http or https URL without user name and password.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HttpUrlAttribute : SchemaAttribute
{
    /// <summary>Most characters of a URL in a resource.</summary>
    public const int MaxLength = 2048;

    private const string UserInfo = "([^/?#]*@)?"; // refused by a rule of its own
    private const string Label = "[0-9A-Za-z_-]{1,63}";
    private const string Host = $"({Label}([.]{Label})*[.]?|[[][0-9A-Fa-f]*:[0-9A-Fa-f:.]*(%[0-9A-Za-z.]+)?[]])";
    private const string Port = "0*([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";

    public override SchemaNode Apply(SchemaNode node) => node with
    {
        MinLength = 1,
        MaxLength = MaxLength,
        Rules =
        [
            .. node.Rules,
            new SchemaRule($"self.matches('^(http|https)://{UserInfo}{Host}(:[^/?#]*)?([/?#]|$)')", "must be a URL that begins with http:// or https:// and names a host: write one such as https://billing.example.com/hook"),
            new SchemaRule($"!self.matches('^[a-z]+://{UserInfo}{Host}:') || self.matches('^[a-z]+://{UserInfo}{Host}:{Port}([/?#]|$)')", "must have a port from 1 to 65535: write such a number behind the colon, or remove the colon"),
            new SchemaRule("!self.matches('^[a-z]+://[^/?#]*@')", "must not hold a user name or password: use a header whose value comes from a Secret"),
            new SchemaRule("self.matches('^[^#]*$')", "must not have a fragment, which no server would see: percent-encode a '#' that is meant"),
            new SchemaRule("self.matches('^[!-~]*$')", "must not hold blanks or characters beyond ASCII: percent-encode them, and write a host that has some as xn--…"),
        ],
    };
}
