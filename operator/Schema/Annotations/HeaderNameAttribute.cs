namespace Postrider.Operator.Schema.Annotations;

/// <summary>The name of an HTTP header that Postrider does not set itself.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HeaderNameAttribute : SchemaAttribute
{
    private const int MaxLength = 128;
    private const string Token = "^[-!#$%&'*+.^_`|~0-9A-Za-z]+$";
    private const string Framing = "'host', 'content-length', 'transfer-encoding', 'connection', 'upgrade', 'te', 'trailer', 'keep-alive', 'expect'";

    public override SchemaNode Apply(SchemaNode node) => node with
    {
        MinLength = 1,
        MaxLength = MaxLength,
        Pattern = Token,
        Rules =
        [
            .. node.Rules,
            new SchemaRule($"!(self.lowerAscii() in [{Framing}])", "must not be Host or a header that frames the request or its connection: remove it, the dispatcher writes it"),
            new SchemaRule("!self.lowerAscii().startsWith('proxy-')", "must not be a header for proxies: remove it, or use another name"),
            new SchemaRule("!self.lowerAscii().startsWith('upstash-')", "must not begin with Upstash-: remove it, the dispatcher writes these headers; what they configure has fields of its own"),
        ],
    };
}
