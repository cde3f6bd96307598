using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Postrider.ClusterPod.Receiving;

/// <summary>Where the pod can be reached: by HTTP, and where it has a certificate also by HTTPS, for clients that show one of the same authority.</summary>
internal static class Entrances
{
    private const int Http = 8080;
    private const int Https = 8443;

    /// <summary>Opens them; the folder has the keys of a Secret of the type kubernetes.io/tls, or is empty.</summary>
    public static void Open(KestrelServerOptions kestrel, string folder)
    {
        kestrel.ListenAnyIP(Http);
        if (File.Exists(Path.Combine(folder, "tls.crt")))
        {
            kestrel.ListenAnyIP(Https, entrance => entrance.UseHttps(https => Secure(https, folder)));
        }
    }

    private static void Secure(HttpsConnectionAdapterOptions https, string folder)
    {
        var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "ca.crt"));
        https.ServerCertificate = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "tls.crt"), Path.Combine(folder, "tls.key"));
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (client, _, _) => IsSigned(client, authority);
    }

    private static bool IsSigned(X509Certificate2 client, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(client);
    }
}
