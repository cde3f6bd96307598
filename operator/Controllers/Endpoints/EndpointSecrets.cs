namespace Postrider.Operator.Controllers.Endpoints;

/// <summary>What an Endpoint takes from Secrets. A class, not a record: it must not print its values.</summary>
internal sealed class EndpointSecrets(string? url, IReadOnlyDictionary<string, string> headers)
{
    public static readonly EndpointSecrets None = new(null, new Dictionary<string, string>());

    /// <summary>The value of <c>spec.urlFrom</c>.</summary>
    public string? Url => url;

    /// <summary>Values by the name of the header, without their prefix.</summary>
    public IReadOnlyDictionary<string, string> Headers => headers;
}
