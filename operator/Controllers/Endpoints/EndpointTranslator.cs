using Postrider.Core.Decisions;
using Postrider.Core.Model;
using Postrider.Operator.Api;
using Postrider.Operator.Runtime;
using LiveHeader = Postrider.Core.Model.EndpointHeader;

namespace Postrider.Operator.Controllers.Endpoints;

/// <summary>Turns an Endpoint into what the dispatchers obey, or says what is wrong with it.</summary>
internal static class EndpointTranslator
{
    /// <param name="missing">Why nobody can be told of failures at the moment; the Endpoint is live all the same.</param>
    public static Translation<EndpointDefinition> Translate(
        Declared<Endpoint> resource, string source, EndpointSecrets secrets, Sealer sealer, string? url, Verdict? missing)
    {
        var spec = resource.Resource!.Spec;
        var field = spec.Service is null ? "spec.url" : "spec.service";
        if ((RetryTranslator.Problem(spec.Retry) ?? DestinationField.Problem(field, url) ?? DestinationField.Problem("spec.failureCallback.url", spec.FailureCallback?.Url)
            ?? Problem(spec, secrets) ?? TlsTranslator.Problem(spec, url, secrets)) is { } problem)
        {
            return Translation<EndpointDefinition>.Refused(Reasons.Invalid, problem);
        }

        var definition = Define(resource, source, spec) with
        {
            Url = url,
            SealedUrl = secrets.Find(SecretNeed.OfUrl(spec)) is { } secret ? sealer.Url(resource.Name, secret) : null,
            Headers = [.. Headers(spec, resource.Name, secrets, sealer)],
            Tls = TlsTranslator.Translate(spec, resource.Name, secrets, sealer),
        };
        return new(definition, missing is not null ? missing : definition.Suspend
            ? new Verdict(Reasons.Suspended, "Live. Deliveries wait while spec.suspend is true.")
            : new Verdict(Reasons.Accepted, "Live in the dispatchers."));
    }

    private static EndpointDefinition Define(Declared<Endpoint> resource, string source, EndpointSpec spec) => new()
    {
        Namespace = resource.Name.Namespace,
        Name = resource.Name.Name,
        Source = source,
        Method = spec.Method,
        TimeoutMs = Durations.MsOrNull(spec.Timeout),
        Retry = RetryTranslator.Translate(spec.Retry),
        Limits = spec.FlowControl is { } flow ? new FlowLimits(flow.Parallelism ?? 0, flow.Rate ?? 0, Durations.Ms(flow.Period!)) : FlowLimits.None,
        FailureCallback = CallbackTranslator.Translate(spec.FailureCallback),
        Suspend = spec.Suspend ?? false,
        Labels = Labels.Sorted(resource.Labels),
        Uid = resource.Uid,
    };

    private static IEnumerable<LiveHeader> Headers(EndpointSpec spec, ResourceName name, EndpointSecrets secrets, Sealer sealer)
    {
        var needs = SecretNeed.OfHeaders(spec).ToDictionary(entry => entry.Header, entry => entry.Need);
        return (spec.Headers ?? []).Select(header => header.ValueFrom is { } from
            ? new LiveHeader { Name = header.Name, SealedValue = sealer.Header(name, header.Name, from.Prefix + secrets.Find(needs[header.Name])) }
            : new LiveHeader { Name = header.Name, Value = header.Value });
    }

    // What the schema cannot see, since it is in a Secret. The sentence must not repeat the value.
    private static string? Problem(EndpointSpec spec, EndpointSecrets secrets)
    {
        if (secrets.Find(SecretNeed.OfUrl(spec)) is { } url && !DestinationUrl.IsValid(url, out _))
        {
            return "spec.urlFrom.secretKeyRef: the value is not an http or https URL, or it holds user info, a blank or a line break.";
        }

        return SecretNeed.OfHeaders(spec)
            .Where(entry => !IsHeaderValue(secrets.Find(entry.Need)!))
            .Select(entry => $"{entry.Need.Path}: the value cannot be a header: it holds a line break or something else beyond printable ASCII.")
            .FirstOrDefault();
    }

    private static bool IsHeaderValue(string value) => value.All(character => character is (>= ' ' and <= '~') or '\t');
}
