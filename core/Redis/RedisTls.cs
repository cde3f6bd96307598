using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postrider.Core.Redis;

/// <summary>What one connection to Redis is secured with, from the files as they are now.</summary>
internal static class RedisTls
{
    /// <summary>Options of a connection to <paramref name="host"/>, whose name the certificate must hold.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file does not hold what it should.</exception>
    public static SslClientAuthenticationOptions OptionsFor(RedisTlsOptions files, string host)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = new() { RevocationMode = X509RevocationMode.NoCheck } };
        if (files.CertificateAuthority is { } authority)
        {
            options.CertificateChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            options.CertificateChainPolicy.CustomTrustStore.AddRange(Certificates(authority));
        }

        if (files is { Certificate: { } certificate, Key: { } key })
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificate, key), Certificates(certificate), offline: true);
        }

        return options;
    }

    /// <summary>What is wrong with the files, as a sentence that names the setting; null when nothing is.</summary>
    public static string? ProblemOf(RedisTlsOptions files)
    {
        if (files.Certificate is null != files.Key is null)
        {
            return "Redis:Tls:Certificate and Redis:Tls:Key: expected both or none of them.";
        }

        try
        {
            OptionsFor(files, "redis");
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return $"Redis:Tls does not name files with certificates, and the key of the own one, in PEM form: {exception.Message}";
        }
    }

    private static X509Certificate2Collection Certificates(string path)
    {
        X509Certificate2Collection found = [];
        found.ImportFromPemFile(path);
        return found.Count > 0 ? found : throw new CryptographicException($"{path} holds no certificate.");
    }
}
