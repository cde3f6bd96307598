using Postrider.Core.Model;
using Postrider.Operator.Api;
using LiveTls = Postrider.Core.Model.EndpointTls;

namespace Postrider.Operator.Controllers.Endpoints;

/// <summary>Turns an Endpoint's TLS settings into what the dispatchers obey, or says what is wrong with them.</summary>
internal static class TlsTranslator
{
    /// <summary>What is wrong, beginning with the field; null when nothing is. Tells nothing of what is in the Secrets.</summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="url">The URL that is called; null when it comes from a Secret.</param>
    /// <param name="secrets">What the needs came to.</param>
    public static string? Problem(EndpointSpec spec, string? url, EndpointSecrets secrets)
    {
        if (spec.Tls is null)
        {
            return null;
        }

        var secret = SecretNeed.OfUrl(spec);
        if (!(url ?? secrets.Find(secret))!.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return $"spec.tls: must be used with https only, and the URL{(secret is null ? "" : $" in {secret.Path}")} does not begin with https://. Correct the URL, or remove spec.tls.";
        }

        return CaProblem(spec, secrets) ?? CertificateProblem(spec, secrets);
    }

    /// <summary>The settings, certificates brought into one form; null for none. Call it only when there is no problem.</summary>
    public static LiveTls? Translate(EndpointSpec spec, ResourceName name, EndpointSecrets secrets, Sealer sealer) => spec.Tls is null ? null : new()
    {
        Ca = secrets.Find(SecretNeed.OfCa(spec)) is { } ca ? CertificateText.Normalize(ca) : null,
        SealedClientCertificate = secrets.Find(SecretNeed.OfCertificate(spec)) is { } certificate
            ? sealer.ClientCertificate(name, CertificateText.Join(certificate, secrets.Find(SecretNeed.OfCertificateKey(spec))!)) : null,
        ServerName = spec.Tls.ServerName,
    };

    private static string? CaProblem(EndpointSpec spec, EndpointSecrets secrets) =>
        SecretNeed.OfCa(spec) is { } need && CertificateText.Problem(secrets.Find(need)!, CertificateText.LongestBundle) is { } problem
            ? $"{need.Path}: key '{need.Key}' {problem}." : null;

    private static string? CertificateProblem(EndpointSpec spec, EndpointSecrets secrets)
    {
        if (SecretNeed.OfCertificate(spec) is not { } need)
        {
            return null;
        }

        var key = SecretNeed.OfCertificateKey(spec)!;
        var (certificate, privateKey) = (secrets.Find(need)!, secrets.Find(key)!);
        return CertificateText.Problem(certificate, CertificateText.LongestChain) is { } wrong ? $"{need.Path}: key '{need.Key}' {wrong}."
            : PrivateKeyText.Problem(certificate, privateKey) is { } problem ? $"{need.Path}: key '{key.Key}' {problem}."
            : null;
    }
}
