using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Postrider.ClusterEndToEnd.Installing;

/// <summary>An authority of this run alone, and what it signs: the receiver's certificate, and the one that Postrider shows. Two days valid.</summary>
internal sealed class Certificates
{
    private static readonly Oid Client = new("1.3.6.1.5.5.7.3.2");
    private static readonly Oid Server = new("1.3.6.1.5.5.7.3.1");
    private readonly DateTimeOffset from = DateTimeOffset.UtcNow.AddHours(-1);
    private readonly X509Certificate2 authority;

    public Certificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=postrider-e2e", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority = request.CreateSelfSigned(from, from.AddDays(2));
    }

    /// <summary>The receiver's Secret, the ConfigMap with the authority, and the Secret that Endpoints may show.</summary>
    public string Manifest(string receiver) => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: receiver-ca, namespace: {{Names.Application}} }
        data: { ca.crt: {{JsonSerializer.Serialize(authority.ExportCertificatePem())}} }
        ---
        {{SecretOf("receiver-tls", $"{receiver}.{Names.Application}.svc", Server)}}
        ---
        {{SecretOf("postrider-client", "postrider", Client)}}
        """;

    private string SecretOf(string name, string host, Oid use)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return $$"""
            apiVersion: v1
            kind: Secret
            type: kubernetes.io/tls
            metadata: { name: {{name}}, namespace: {{Names.Application}}, labels: { postrider.dev/use: "{{(use == Client ? "true" : "false")}}" } }
            data: { tls.crt: {{Encoded(Sign(key, host, use))}}, tls.key: {{Encoded(key.ExportPkcs8PrivateKeyPem())}}, ca.crt: {{Encoded(authority.ExportCertificatePem())}} }
            """;
    }

    private string Sign(ECDsa key, string host, Oid use)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([use], false));
        using var signed = request.Create(authority, from, from.AddDays(2), RandomNumberGenerator.GetBytes(8));
        return signed.ExportCertificatePem();
    }

    private static string Encoded(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));
}
