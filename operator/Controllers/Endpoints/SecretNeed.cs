using Postrider.Core.Model;
using Postrider.Operator.Api;

namespace Postrider.Operator.Controllers.Endpoints;

/// <summary>One value that an Endpoint takes from a Secret or a ConfigMap.</summary>
/// <param name="Path">The field, for messages.</param>
/// <param name="Name">Name of the Secret or ConfigMap.</param>
/// <param name="Key">Key in it.</param>
internal sealed record SecretNeed(string Path, string Name, string Key)
{
    private const string Certificate = "tls.crt";
    private const string CertificateKey = "tls.key";

    /// <summary>It is in a ConfigMap.</summary>
    public bool IsPublic { get; private init; }

    /// <summary>It goes to Redis sealed.</summary>
    public bool IsSealed { get; private init; } = true;

    /// <summary>The field that says which key is meant.</summary>
    public string KeyPath { get; private init; } = $"{Path}.key";

    /// <summary>All that an Endpoint needs.</summary>
    public static IReadOnlyList<SecretNeed> Of(EndpointSpec spec)
    {
        SecretNeed?[] single = [OfUrl(spec), OfCa(spec), OfCertificate(spec), OfCertificateKey(spec)];
        return [.. single.OfType<SecretNeed>(), .. OfHeaders(spec).Select(entry => entry.Need)];
    }

    public static SecretNeed? OfUrl(EndpointSpec spec) => spec.UrlFrom is { } from ? Of("spec.urlFrom.secretKeyRef", from.SecretKeyRef) : null;

    public static IEnumerable<(string Header, SecretNeed Need)> OfHeaders(EndpointSpec spec) => (spec.Headers ?? []).Index()
        .Where(entry => entry.Item.ValueFrom is not null)
        .Select(entry => (entry.Item.Name, Of($"spec.headers[{entry.Index}].valueFrom.secretKeyRef", entry.Item.ValueFrom!.SecretKeyRef)));

    public static SecretNeed? OfCa(EndpointSpec spec) => spec.Tls?.Ca switch
    {
        { ConfigMapKeyRef: { } map } => new("spec.tls.ca.configMapKeyRef", map.Name, map.Key) { IsPublic = true, IsSealed = false },
        { SecretKeyRef: { } secret } => Of("spec.tls.ca.secretKeyRef", secret) with { IsSealed = false },
        _ => null,
    };

    public static SecretNeed? OfCertificate(EndpointSpec spec) => OfCertificate(spec, Certificate);

    public static SecretNeed? OfCertificateKey(EndpointSpec spec) => OfCertificate(spec, CertificateKey);

    /// <summary>What holds the value.</summary>
    public Reference ReferenceFrom(string space) => IsPublic ? Reference.ToConfigMap(new(space, Name)) : Reference.ToSecret(new(space, Name));

    private static SecretNeed? OfCertificate(EndpointSpec spec, string key) =>
        spec.Tls?.ClientCertificate is { SecretRef: { } secret } ? new("spec.tls.clientCertificate.secretRef", secret.Name, key) { KeyPath = "spec.tls.clientCertificate.secretRef" } : null;

    private static SecretNeed Of(string path, SecretKeyReference reference) => new(path, reference.Name, reference.Key);
}
