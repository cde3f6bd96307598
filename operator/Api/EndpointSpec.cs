using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>Where messages go, and the policy that holds for them.</summary>
[ExactlyOneOf("url", "urlFrom", "service")]
[Rule(
    "!has(self.tls) || has(self.urlFrom) || (has(self.url) ? self.url.startsWith('https://') : has(self.service) && self.service.scheme == 'HTTPS')",
    "must be used with https only: set service.scheme to HTTPS, begin url with https://, or remove tls", FieldPath = ".tls")]
public sealed record EndpointSpec
{
    [Description("The URL to call, such as https://billing.example.com/hook. Exactly one of url, urlFrom and service.")]
    [HttpUrl]
    public string? Url { get; init; }

    [Description("Takes the URL from a Secret. It then appears in no status, log or API answer.")]
    public UrlSource? UrlFrom { get; init; }

    [Description("A Service of the Endpoint's own namespace.")]
    public ServiceReference? Service { get; init; }

    [Description("The HTTP method to call with, whatever the message says. Absent: the message's method.")]
    [OneOf("GET", "POST", "PUT", "PATCH", "DELETE")]
    public string? Method { get; init; }

    [Description("Headers to add to every message; they replace the message's headers of the same name.")]
    [HeaderList]
    public IReadOnlyList<EndpointHeader>? Headers { get; init; }

    [Description("How long one attempt may take, such as 30s. A ceiling: a message can ask for less, not for more. The worker has one for all, Delivery:Timeout, 15 minutes unless it is set.")]
    [Duration("1s", "12h")]
    public string? Timeout { get; init; }

    [Description("When and how often a failed attempt is repeated. A message's own headers come first.")]
    public Retry? Retry { get; init; }

    [Description("How much this destination takes. It holds for every message, whatever other limits that message has.")]
    public FlowControl? FlowControl { get; init; }

    [Description("Who is told of a message that failed for good and names no failure callback itself.")]
    public CallbackTarget? FailureCallback { get; init; }

    [Description("How connections are secured: whom to trust, and what to show. Only with https.")]
    public EndpointTls? Tls { get; init; }

    [Description("True makes deliveries wait. Publishing goes on, and what waits is delivered after suspend is false again.")]
    [Default(false)]
    public bool? Suspend { get; init; }
}
