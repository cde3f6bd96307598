namespace Postrider.Core.Model;

/// <summary>How connections to an Endpoint are secured, beyond what holds for every https URL. Certificates are texts in PEM form.</summary>
public sealed record EndpointTls
{
    /// <summary>The certificates that are trusted, these and no others; null = those of the system.</summary>
    public string? Ca { get; init; }

    /// <summary>The client certificate, what is between it and its root, and its key, sealed with <see cref="Secrets.SecretContext.EndpointClientCertificate"/>.</summary>
    public string? SealedClientCertificate { get; init; }

    /// <summary>The name that is asked for (SNI) and that the receiver's certificate must hold; null = the host of the URL.</summary>
    public string? ServerName { get; init; }
}
