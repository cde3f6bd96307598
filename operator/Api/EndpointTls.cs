using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>How connections to an Endpoint are secured.</summary>
[Rule("has(self.ca) || has(self.clientCertificate) || has(self.serverName)", "must say something: set ca, clientCertificate or serverName, or remove tls")]
public sealed record EndpointTls
{
    [Description("The certificates to trust, instead of those of the system: these and no others.")]
    public CertificateAuthority? Ca { get; init; }

    [Description("The certificate to show to the receiver.")]
    public ClientCertificate? ClientCertificate { get; init; }

    [Description("The name to ask the receiver for (SNI), and that its certificate must hold. Absent: the host of the URL.")]
    [DnsSubdomain]
    public string? ServerName { get; init; }
}
