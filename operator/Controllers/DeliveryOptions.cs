namespace Postrider.Operator.Controllers;

/// <summary>The part of the delivery settings that the operator needs.</summary>
internal sealed class DeliveryOptions
{
    public const string Section = "Delivery";

    /// <summary>The URL of a Service, with {scheme}, {name}, {namespace}, {port} and {path}.</summary>
    public string ServiceUrl { get; set; } = "{scheme}://{name}.{namespace}.svc:{port}{path}";
}
