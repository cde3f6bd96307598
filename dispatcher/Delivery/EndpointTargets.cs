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
        var url = endpoint.Url ?? (endpoint.SealedUrl is { } closedUrl ? secrets.Open(closedUrl, SecretContext.EndpointUrl(endpoint.Namespace, endpoint.Name)) : null);
        var headers = endpoint.Headers.Select(header => KeyValuePair.Create(header.Name, header.Value
            ?? secrets.Open(header.SealedValue!, SecretContext.EndpointHeader(endpoint.Namespace, endpoint.Name, header.Name)))).ToList();
        return url is not null && headers.TrueForAll(header => header.Value is not null) && TryOpen(endpoint, out var tls) ? new(url, endpoint, headers!, tls) : null;
    }

    private bool TryOpen(EndpointDefinition endpoint, out TlsSettings? settings)
    {
        var closed = endpoint.Tls?.SealedClientCertificate;
        var certificate = closed is null ? null : secrets.Open(closed, SecretContext.EndpointClientCertificate(endpoint.Namespace, endpoint.Name));
        settings = endpoint.Tls is { } tls ? new TlsSettings(tls.Ca, certificate, tls.ServerName) : null;
        return closed is null || certificate is not null;
    }
}
