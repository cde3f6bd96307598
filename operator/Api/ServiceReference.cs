using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>A Service of the Endpoint's own namespace.</summary>
public sealed record ServiceReference
{
    [Description("Name of the Service.")]
    [DnsLabel]
    public required string Name { get; init; }

    [Description("Port of the Service.")]
    [Bounds(1, 65535)]
    public required int Port { get; init; }

    [Description("Path and query of the request.")]
    [Default("/")]
    [MaxLength(1024)]
    [Pattern("^/[!-~]*$")]
    public string? Path { get; init; }

    [Description("HTTP or HTTPS.")]
    [Default("HTTP")]
    [OneOf("HTTP", "HTTPS")]
    public string? Scheme { get; init; }
}
