using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postrider.TestKit.Kubernetes;

/// <summary>A certificate authority and an administrator's client certificate, made for one server of a test run.</summary>
public sealed class AdminCertificate : IDisposable
{
    private readonly X509Certificate2 authority = Authority();
    private readonly X509Certificate2 client;

    public AdminCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("O=system:masters, CN=admin", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], critical: false)); // client authentication
        using var issued = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        client = issued.CopyWithPrivateKey(key);
    }

    /// <summary>The authority, PEM.</summary>
    public string AuthorityPem => authority.ExportCertificatePem();

    /// <summary>The client's certificate, PEM.</summary>
    public string ClientPem => client.ExportCertificatePem();

    /// <summary>The client's key, PEM.</summary>
    public string ClientKeyPem
    {
        get
        {
            using var key = client.GetECDsaPrivateKey()!;
            return key.ExportPkcs8PrivateKeyPem();
        }
    }

    /// <summary>The client certificate with its key.</summary>
    public X509Certificate2 Client => client;

    public void Dispose()
    {
        client.Dispose();
        authority.Dispose();
    }

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=postrider-tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
    }
}
