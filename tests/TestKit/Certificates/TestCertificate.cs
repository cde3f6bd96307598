using System.Security.Cryptography.X509Certificates;

namespace Postrider.TestKit.Certificates;

/// <summary>An issued certificate with its key.</summary>
public sealed record TestCertificate(X509Certificate2 Certificate, string KeyPem)
{
    /// <summary>The certificate in PEM form, as in <c>tls.crt</c>.</summary>
    public string Pem => Certificate.ExportCertificatePem();

    /// <summary>A piece of the key that occurs nowhere else: where it is found, the key is.</summary>
    public string KeyPiece => KeyPem.Split('\n')[3];
}
