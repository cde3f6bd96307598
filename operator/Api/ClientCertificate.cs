using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>Where a client certificate comes from.</summary>
public sealed record ClientCertificate
{
    [Description("A Secret of the type kubernetes.io/tls in the same namespace: tls.crt, the certificate first and then those between it and its root, and tls.key.")]
    public required SecretReference SecretRef { get; init; }
}
