namespace Postrider.Operator.Controllers.Endpoints;

/// <summary>What the operator needs of the delivery settings: it makes the URLs, the worker only calls them.</summary>
internal sealed class ServiceUrlOptions
{
    public const string Section = "Delivery";

    /// <summary>The URL of a Service, with {scheme}, {name}, {namespace}, {port} and {path}.</summary>
    public string ServiceUrl { get; set; } = "{scheme}://{name}.{namespace}.svc:{port}{path}";
}
