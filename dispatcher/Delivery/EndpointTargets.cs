using System.Runtime.CompilerServices;
using Postrider.Core.Model;
using Postrider.Core.Secrets;
using Postrider.Dispatcher.Delivery.Tls;

namespace Postrider.Dispatcher.Delivery;

/// <summary>Opens the secrets of Endpoints: once per definition, in memory only.</summary>
internal sealed class EndpointTargets(SecretBox secrets)
{
    private readonly ConditionalWeakTable<EndpointDefinition, StrongBox<DeliveryTarget?>> opened = [];

    /// <summary>The target; null when a secret cannot be opened with the keys that this worker has.</summary>
    public DeliveryTarget? Open(EndpointDefinition endpoint) => opened.GetValue(endpoint, definition => new(OpenNow(definition))).Value;

    private DeliveryTarget? OpenNow(EndpointDefinition endpoint)
    {
        var url = endpoint.Url ?? secrets.Open(endpoint.SealedUrl!, SecretContext.EndpointUrl(endpoint.Namespace, endpoint.Name));
        var headers = endpoint.Headers.Select(header => KeyValuePair.Create(header.Name, header.Value
            ?? secrets.Open(header.SealedValue!, SecretContext.EndpointHeader(endpoint.Namespace, endpoint.Name, header.Name)))).ToList();
        var certificate = endpoint.Tls?.SealedClientCertificate is { } closed
            ? secrets.Open(closed, SecretContext.EndpointClientCertificate(endpoint.Namespace, endpoint.Name)) : null;
        var isClosed = url is null || headers.Exists(header => header.Value is null) || (endpoint.Tls?.SealedClientCertificate is not null && certificate is null);
        return isClosed ? null : new(url!, endpoint, headers!, endpoint.Tls is { } tls ? new TlsSettings(tls.Ca, certificate, tls.ServerName) : null);
    }
}
