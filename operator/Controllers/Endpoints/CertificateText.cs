using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postrider.Operator.Controllers.Endpoints;

/// <summary>Certificates in PEM form. Whatever else a text holds, a key for example, is dropped on its way to Redis.</summary>
internal static class CertificateText
{
    /// <summary>Most characters of trusted certificates: room for all public authorities. They stand in the registry once for each Endpoint.</summary>
    public const int LongestBundle = 512 * 1024;

    /// <summary>Most characters of a client certificate with those between it and its root.</summary>
    public const int LongestChain = 64 * 1024;

    /// <summary>Says what was expected instead; null when the text holds certificates.</summary>
    public static string? Problem(string text, int longest)
    {
        if (text.Length > longest)
        {
            return $"is longer than {longest / 1024} KiB: expected no more certificates than are needed";
        }

        try
        {
            return Read(text).Count == 0 ? "holds no certificate: expected one or more blocks of PEM that begin with -----BEGIN CERTIFICATE-----" : null;
        }
        catch (CryptographicException)
        {
            return "holds a block -----BEGIN CERTIFICATE----- that is no X.509 certificate: expected certificates in PEM form as they were issued";
        }
    }

    /// <summary>The certificates alone, so that equal ones are written alike.</summary>
    public static string Normalize(string text) => string.Join('\n', Read(text).Select(certificate => certificate.ExportCertificatePem()));

    /// <summary>Certificates and the key of the first, as one text.</summary>
    public static string Join(string certificates, string key) => $"{Normalize(certificates)}\n{PrivateKeyText.Find(key)}";

    private static X509Certificate2Collection Read(string text)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(text);
        return certificates;
    }
}
