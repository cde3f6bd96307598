using Postrider.Core.Decisions;

namespace Postrider.Core.Model;

/// <summary>
/// What decides where a message waits and which gates must let it pass: namespace, flow-control key (or none), destination, queue (or none).
/// Without a queue the route is the name of its lane too: messages of one lane have the same gates. Parts are joined by a line feed, which none of them can hold.
/// </summary>
public readonly record struct MessageRoute(string Namespace, string FlowKey, string Destination, string Queue = "")
{
    /// <summary>Longest flow-control key; a record's head must hold the whole route.</summary>
    public const int MaxFlowKeyLength = 512;

    /// <summary>Longest name of a queue.</summary>
    public const int MaxQueueLength = 256;

    /// <summary>What the destinations of Endpoints begin with.</summary>
    public const string EndpointPrefix = "e/";

    private static readonly Remembered<string> Authorities = new(DestinationUrl.Authority);

    /// <summary>The destination of an Endpoint.</summary>
    public static string Endpoint(string name) => EndpointPrefix + name;

    /// <summary>The destination of a URL: its scheme, host and port.</summary>
    public static string Url(string url) => "h/" + Authorities.Of(url);

    /// <summary>The gate of a declared Endpoint.</summary>
    public static string EndpointGate(ResourceName endpoint) => $"d{endpoint.Namespace}\n{Endpoint(endpoint.Name)}";

    /// <summary>The gate of a flow-control key.</summary>
    public static string FlowGate(string ns, string key) => $"f{ns}\n{key}";

    /// <summary>The gate of all deliveries of a namespace, while they are capped.</summary>
    public static string NamespaceGate(string ns) => $"n{ns}";

    /// <summary>The lane of a queue.</summary>
    public static string QueueLane(string ns, string queue) => $"q{ns}\n{queue}";

    /// <summary>The gate of the destination.</summary>
    public string DestinationGate => $"d{Namespace}\n{Destination}";

    /// <summary>The name that scripts know it by.</summary>
    public override string ToString() => Queue.Length == 0 ? $"l{Namespace}\n{FlowKey}\n{Destination}" : $"r{Namespace}\n{FlowKey}\n{Destination}\n{Queue}";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static MessageRoute Parse(string text)
    {
        var parts = text.Split('\n');
        return new(parts[0][1..], parts[1], parts[2], parts.Length > 3 ? parts[3] : "");
    }
}
