using System.Globalization;
using Postrider.Operator.Api;

namespace Postrider.Operator.Controllers.Endpoints;

/// <summary>The URL of a Service, from the template <c>Delivery:ServiceUrl</c>.</summary>
internal static class ServiceUrl
{
    public static string Of(ServiceReference service, string space, string template) => template
        .Replace("{scheme}", service.Scheme == "HTTPS" ? "https" : "http", StringComparison.Ordinal)
        .Replace("{name}", service.Name, StringComparison.Ordinal)
        .Replace("{namespace}", space, StringComparison.Ordinal)
        .Replace("{port}", service.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{path}", service.Path, StringComparison.Ordinal);
}
