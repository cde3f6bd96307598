namespace Postrider.Core.Secrets;

/// <summary>What a sealed value belongs to; it opens only in the same context, so ciphertext cannot be moved to another object.</summary>
public readonly record struct SecretContext(string Namespace, string Kind, string Name, string Field)
{
    public static SecretContext EndpointUrl(string ns, string name) => new(ns, "Endpoint", name, "url");

    /// <summary>Signing keys of a namespace; '' for the pair that the others are derived from.</summary>
    public static SecretContext SigningKeys(string ns) => new(ns, "SigningKeys", "", "pair");

    public static SecretContext EndpointHeader(string ns, string name, string header) =>
        new(ns, "Endpoint", name, "header:" + header.ToLowerInvariant());

    public static SecretContext EndpointClientCertificate(string ns, string name) => new(ns, "Endpoint", name, "clientCertificate");
}
