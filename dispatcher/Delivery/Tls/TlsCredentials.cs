using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postrider.Dispatcher.Delivery.Tls;

/// <summary>What one handler's connections are secured with: parsed once, for all of them.</summary>
internal sealed class TlsCredentials : IDisposable
{
    private readonly string? serverName;
    private readonly X509Certificate2Collection? anchors;
    private readonly X509Certificate2Collection presented = [];
    private readonly SslStreamCertificateContext? client;

    private TlsCredentials(TlsSettings? settings)
    {
        serverName = settings?.ServerName;
        if (settings?.Ca is { } ca)
        {
            anchors = [];
            anchors.ImportFromPem(ca);
        }

        if (settings?.ClientCertificate is { } pem)
        {
            presented.ImportFromPem(pem);
            var own = X509Certificate2.CreateFromPem(pem, pem);
            presented.Add(own);
            client = SslStreamCertificateContext.Create(own, presented, offline: true);
        }
    }

    /// <summary>Credentials from settings; null is what holds for every https URL.</summary>
    /// <exception cref="CryptographicException">What is given is no certificate, or no key that belongs to it.</exception>
    public static TlsCredentials Of(TlsSettings? settings)
    {
        try
        {
            return new(settings);
        }
        catch (ArgumentException exception)
        {
            throw new CryptographicException("the certificates cannot be read", exception);
        }
    }

    /// <summary>Options of one connection to <paramref name="host"/>.</summary>
    public SslClientAuthenticationOptions OptionsFor(string host)
    {
        var check = new ServerCheck(serverName ?? host, anchors);
        return new()
        {
            TargetHost = serverName ?? host,
            ClientCertificateContext = client,
            CertificateChainPolicy = Policy(),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => check.Accepts((X509Certificate2?)certificate, chain, errors),
        };
    }

    public void Dispose()
    {
        foreach (var certificate in presented.Concat(anchors ?? []))
        {
            certificate.Dispose();
        }
    }

    // Nothing is downloaded: a receiver's certificate could otherwise name addresses that the egress guard refuses.
    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (anchors is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(anchors);
        }

        return policy;
    }
}
