using Postrider.Core.Model;

namespace Postrider.Dispatcher.Delivery;

/// <summary>Where an attempt goes: the URL as it stands now, and the Endpoint's policy and opened headers where there is one.</summary>
internal sealed record DeliveryTarget(string Url, EndpointDefinition? Endpoint, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    public static DeliveryTarget ToUrl(string url) => new(url, null, []);
}
