using System.Globalization;
using Postrider.Core.Decisions;
using Postrider.Operator.Api;

namespace Postrider.Operator.Controllers.Endpoints;

/// <summary>The URL of a Service, from the template <c>Delivery:ServiceUrl</c>.</summary>
internal static class ServiceUrl
{
    public const string PatternMistake =
        "Delivery:ServiceUrl must give an http or https URL from {scheme}, {name}, {namespace}, {port} and {path}, such as {scheme}://{name}.{namespace}.svc:{port}{path}.";

    private static readonly ServiceReference Any = new() { Name = "a", Port = 1, Path = "/", Scheme = "HTTP" };

    /// <summary>Whether a template gives URLs that can be called; a placeholder that does not exist gives none.</summary>
    public static bool IsPattern(string template) => Of(Any, "a", template) is var url && url.IndexOfAny(['{', '}']) < 0 && DestinationUrl.IsValid(url, out _);

    public static string Of(ServiceReference service, string space, string template) => template
        .Replace("{scheme}", service.Scheme == "HTTPS" ? "https" : "http", StringComparison.Ordinal)
        .Replace("{name}", service.Name, StringComparison.Ordinal)
        .Replace("{namespace}", space, StringComparison.Ordinal)
        .Replace("{port}", service.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{path}", service.Path, StringComparison.Ordinal);
}
