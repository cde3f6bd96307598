using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>Where trusted certificates come from.</summary>
[ExactlyOneOf("configMapKeyRef", "secretKeyRef")]
public sealed record CertificateAuthority
{
    [Description("The key of a ConfigMap in the same namespace whose value is one or more certificates in PEM form. Exactly one of configMapKeyRef and secretKeyRef.")]
    public ConfigMapKeyReference? ConfigMapKeyRef { get; init; }

    [Description("The key of a Secret in the same namespace whose value is one or more certificates in PEM form, such as ca.crt.")]
    public SecretKeyReference? SecretKeyRef { get; init; }
}
