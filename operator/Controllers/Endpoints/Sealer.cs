using Postrider.Core.Model;
using Postrider.Core.Secrets;

namespace Postrider.Operator.Controllers.Endpoints;

/// <summary>Seals the values of one Endpoint. A sealed value is random, so what is live already and opens to the same value is kept.</summary>
internal sealed class Sealer(SecretBox box, EndpointDefinition? live)
{
    public string Url(ResourceName name, string value) =>
        Seal(value, live?.SealedUrl, SecretContext.EndpointUrl(name.Namespace, name.Name));

    public string Header(ResourceName name, string header, string value) => Seal(
        value,
        live?.Headers.FirstOrDefault(candidate => candidate.Name == header)?.SealedValue,
        SecretContext.EndpointHeader(name.Namespace, name.Name, header));

    public string ClientCertificate(ResourceName name, string value) =>
        Seal(value, live?.Tls?.SealedClientCertificate, SecretContext.EndpointClientCertificate(name.Namespace, name.Name));

    private string Seal(string value, string? before, SecretContext context)
    {
        var fresh = box.Seal(value, context);
        return before is not null && KeyOf(before) == KeyOf(fresh) && box.Open(before, context) == value ? before : fresh;
    }

    // A value under a key that is no longer the current one is sealed anew, so that old keys can go.
    private static string KeyOf(string sealedValue) => sealedValue.Split(':')[0];
}
