using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postrider.Operator.Controllers.Endpoints;

/// <summary>A private key in PEM form.</summary>
internal static class PrivateKeyText
{
    private const string Encrypted = "ENCRYPTED PRIVATE KEY";
    private static readonly string[] Labels = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"];

    /// <summary>Says what was expected instead; null when the key belongs to the first of the certificates. Tells nothing of the key.</summary>
    public static string? Problem(string certificates, string text)
    {
        if (Find(text) is not { } key)
        {
            return text.Contains(Encrypted, StringComparison.Ordinal)
                ? "is encrypted: expected a private key in PEM form without a password"
                : "holds no private key: expected a block of PEM that begins with -----BEGIN PRIVATE KEY-----, or RSA or EC PRIVATE KEY";
        }

        if (!IsReadable(key))
        {
            return "cannot be read: expected a private key of RSA or of an elliptic curve (ECDSA) in PEM form";
        }

        try
        {
            using var pair = X509Certificate2.CreateFromPem(certificates, key);
            return null;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return "does not belong to the certificate: expected the private key of the first certificate in 'tls.crt'";
        }
    }

    /// <summary>The first block that is a private key; null when there is none.</summary>
    public static string? Find(string text)
    {
        for (var rest = text.AsSpan(); PemEncoding.TryFind(rest, out var fields); rest = rest[fields.Location.End..])
        {
            if (Labels.Contains(rest[fields.Label].ToString()))
            {
                return rest[fields.Location].ToString();
            }
        }

        return null;
    }

    private static bool IsReadable(string key) => CanImport(RSA.Create(), key) || CanImport(ECDsa.Create(), key);

    private static bool CanImport(AsymmetricAlgorithm algorithm, string key)
    {
        using (algorithm)
        {
            try
            {
                algorithm.ImportFromPem(key);
                return true;
            }
            catch (Exception exception) when (exception is CryptographicException or ArgumentException)
            {
                return false;
            }
        }
    }
}
