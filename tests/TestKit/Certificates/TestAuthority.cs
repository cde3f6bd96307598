using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postrider.TestKit.Certificates;

/// <summary>A certificate authority of a test's own, which issues what the test needs.</summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientUse = new("1.3.6.1.5.5.7.3.2");
    private readonly X509Certificate2 certificate;

    private TestAuthority(X509Certificate2 certificate) => this.certificate = certificate;

    /// <summary>The authority's certificate in PEM form, as in <c>ca.crt</c>.</summary>
    public string Pem => certificate.ExportCertificatePem();

    /// <summary>A root.</summary>
    public static TestAuthority Create(string name = "test root")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = ForAuthority(name, key);
        return new(request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(30)));
    }

    /// <summary>An authority below this one.</summary>
    public TestAuthority CreateIntermediate(string name = "test intermediate")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = Issue(ForAuthority(name, key), DateTimeOffset.UtcNow.AddDays(20));
        return new(issued.CopyWithPrivateKey(key));
    }

    /// <summary>A certificate for a receiver.</summary>
    /// <param name="name">A DNS name, or an address.</param>
    /// <param name="end">When it ends; in ten days if not said.</param>
    public TestCertificate IssueServer(string name = "127.0.0.1", DateTimeOffset? end = null)
    {
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        return Issue(name, ServerUse, names.Build(), end);
    }

    /// <summary>A certificate for a client.</summary>
    public TestCertificate IssueClient(string name = "postrider", DateTimeOffset? end = null) => Issue(name, ClientUse, null, end);

    public void Dispose() => certificate.Dispose();

    private static CertificateRequest ForAuthority(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private TestCertificate Issue(string name, Oid use, X509Extension? names, DateTimeOffset? end)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([use], critical: false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        using var issued = Issue(request, end ?? DateTimeOffset.UtcNow.AddDays(10));
        return new(issued.CopyWithPrivateKey(key), key.ExportRSAPrivateKeyPem()); // in the form that cert-manager writes
    }

    private X509Certificate2 Issue(CertificateRequest request, DateTimeOffset end)
    {
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        return request.Create(certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(certificate.GetECDsaPrivateKey()!), DateTimeOffset.UtcNow.AddDays(-1), end, RandomNumberGenerator.GetBytes(12));
    }
}
