using System.Security.Cryptography;
using System.Text;

namespace Postrider.Dispatcher.Delivery.Tls;

/// <summary>The opened TLS settings of an Endpoint, as texts. A class, not a record: it must not print its key.</summary>
/// <param name="ca">The trusted certificates in PEM form; null = the system's.</param>
/// <param name="clientCertificate">Certificates and key in PEM form, the client's own certificate first; null = none.</param>
/// <param name="serverName">The name to ask for and to find in the receiver's certificate; null = the URL's host.</param>
internal sealed class TlsSettings(string? ca, string? clientCertificate, string? serverName)
{
    public string? Ca => ca;

    public string? ClientCertificate => clientCertificate;

    public string? ServerName => serverName;

    /// <summary>Equal for equal settings; says nothing of what is in them.</summary>
    public string Fingerprint { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(
        new[] { ca, clientCertificate, serverName }.Select(part => part is null ? "-" : $"{part.Length}:{part}")))));
}
