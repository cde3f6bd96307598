using Postrider.Core.Decisions;

namespace Postrider.Core.Model;

/// <summary>
/// Where a message waits, and so the gates that must let it pass: namespace, flow-control key (or none) and destination.
/// Parts are joined by a line feed, which none of them can hold.
/// </summary>
public readonly record struct Lane(string Namespace, string FlowKey, string Destination)
{
    /// <summary>Longest flow-control key; a record's head must hold the whole lane.</summary>
    public const int MaxFlowKeyLength = 512;

    /// <summary>The destination of an Endpoint.</summary>
    public static string Endpoint(string name) => "e/" + name;

    /// <summary>The destination of a URL: its scheme, host and port.</summary>
    public static string Url(string url) => "h/" + DestinationUrl.Authority(url);

    /// <summary>The gate of a declared Endpoint.</summary>
    public static string EndpointGate(ResourceName endpoint) => $"d{endpoint.Namespace}\n{Endpoint(endpoint.Name)}";

    /// <summary>The gate of the lane's destination.</summary>
    public string DestinationGate => $"d{Namespace}\n{Destination}";

    public override string ToString() => $"l{Namespace}\n{FlowKey}\n{Destination}";

    public static Lane Parse(string text)
    {
        var first = text.IndexOf('\n', StringComparison.Ordinal);
        var second = text.IndexOf('\n', first + 1);
        return new Lane(text[1..first], text[(first + 1)..second], text[(second + 1)..]);
    }
}
