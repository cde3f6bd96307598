using Postrider.Operator.Api;

namespace Postrider.Operator.Controllers.Endpoints;

/// <summary>One reference of an Endpoint to a Secret.</summary>
/// <param name="Header">The header that needs it; null for the URL.</param>
/// <param name="Path">The field, for messages.</param>
internal sealed record SecretNeed(string? Header, SecretKeyReference Key, string Path)
{
    public static IReadOnlyList<SecretNeed> Of(EndpointSpec spec)
    {
        var url = spec.UrlFrom is { } from ? [new SecretNeed(null, from.SecretKeyRef, "spec.urlFrom.secretKeyRef")] : Array.Empty<SecretNeed>();
        var headers = (spec.Headers ?? []).Index()
            .Where(entry => entry.Item.ValueFrom is not null)
            .Select(entry => new SecretNeed(entry.Item.Name, entry.Item.ValueFrom!.SecretKeyRef, $"spec.headers[{entry.Index}].valueFrom.secretKeyRef"));
        return [.. url, .. headers];
    }
}
