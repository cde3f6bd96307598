using Postrider.Core.Model;
using Postrider.Dispatcher.Delivery.Tls;

namespace Postrider.Dispatcher.Delivery;

/// <summary>Where an attempt goes: the URL as it stands now, and the Endpoint's policy, opened headers and TLS settings where there is one.</summary>
internal sealed record DeliveryTarget(string Url, EndpointDefinition? Endpoint, IReadOnlyList<KeyValuePair<string, string>> Headers, TlsSettings? Tls = null)
{
    public static DeliveryTarget ToUrl(string url) => new(url, null, []);
}
