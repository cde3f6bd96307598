namespace Postrider.Core.Redis;

/// <summary>Files that connections to Redis are secured with, beside <c>ssl=true</c>. They are read for each connection, so new ones count without a restart.</summary>
public sealed class RedisTlsOptions
{
    /// <summary>Certificates that are trusted instead of the system's, in PEM form.</summary>
    public string? CertificateAuthority { get; set; }

    /// <summary>What is shown to a Redis that asks for a certificate, in PEM form, with what is between it and its root.</summary>
    public string? Certificate { get; set; }

    /// <summary>The key of <see cref="Certificate"/>, in PEM form.</summary>
    public string? Key { get; set; }

    /// <summary>Whether anything is given.</summary>
    public bool IsGiven => CertificateAuthority is not null || Certificate is not null || Key is not null;
}
