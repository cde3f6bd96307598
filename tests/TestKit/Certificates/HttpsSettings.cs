using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Postrider.TestKit.Certificates;

/// <summary>What https receivers show, and whom they let in.</summary>
public static class HttpsSettings
{
    /// <summary>Shows a certificate, and sends another one along where that is given.</summary>
    public static Action<HttpsConnectionAdapterOptions> Showing(TestCertificate certificate, TestAuthority? along = null) => https =>
    {
        https.ServerCertificate = certificate.Certificate;
        https.ServerCertificateChain = along is null ? [] : [X509Certificate2.CreateFromPem(along.Pem)];
    };

    /// <summary>Shows a certificate and asks for one that the authority issued, itself or through those that the client sends along.</summary>
    public static Action<HttpsConnectionAdapterOptions> Asking(TestCertificate certificate, TestAuthority clients) => https =>
    {
        Showing(certificate)(https);
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (shown, chain, _) =>
        {
            chain!.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(clients.Pem));
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            return chain.Build(shown);
        };
    };
}
