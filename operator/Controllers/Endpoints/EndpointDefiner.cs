using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Secrets;
using Postrider.Operator.Api;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Controllers.Endpoints;

/// <summary>Gathers what an Endpoint's definition is made of: its Secrets and ConfigMaps, and the values that are sealed already.</summary>
internal sealed class EndpointDefiner(
    IResourceSource source, SecretLookup lookup, SecretBox box, LiveDefinitions<EndpointDefinition> live, RegistryReader stored, IOptions<DeliveryOptions> options)
{
    /// <summary>What the Endpoint comes to.</summary>
    public async Task<Translation<EndpointDefinition>> DefineAsync(Declared<Endpoint> resource, CancellationToken cancel) =>
        await HoldAsync(resource, await TryDefineAsync(resource, cancel));

    /// <summary>However wrong the rest is, <c>suspend</c> holds what was live before: it is what one reaches for then.</summary>
    public async Task<Translation<EndpointDefinition>> HoldAsync(Declared<Endpoint> resource, Translation<EndpointDefinition> made) =>
        made.Definition is null && resource.Resource?.Spec.Suspend is true && await live.FindLastGoodAsync(resource.Name, resource.Uid) is { } before
            ? new(before with { Suspend = true }, made.Verdict with { Message = $"{made.Verdict.Message} Deliveries are held, as spec.suspend says." })
            : made;

    private async Task<Translation<EndpointDefinition>> TryDefineAsync(Declared<Endpoint> resource, CancellationToken cancel)
    {
        if (resource.Refusal is { } wrong)
        {
            return new Translation<EndpointDefinition>(null, wrong);
        }

        var needs = SecretNeed.Of(resource.Resource!.Spec);
        var (values, refusal) = await lookup.ReadAsync(resource.Name.Namespace, needs, cancel);
        if (refusal is not null)
        {
            return new Translation<EndpointDefinition>(null, refusal);
        }

        var before = !needs.Any(need => need.IsSealed) ? null : await SealedBeforeAsync(resource.Name);
        return EndpointTranslator.Translate(resource, source.Name, values, new Sealer(box, before), UrlOf(resource), Missing(resource));
    }

    // Null when it comes from a Secret.
    private string? UrlOf(Declared<Endpoint> resource) => resource.Resource!.Spec switch
    {
        { Url: { } url } => url,
        { Service: { } service } => ServiceUrl.Of(service, resource.Name.Namespace, options.Value.ServiceUrl),
        _ => null,
    };

    private Verdict? Missing(Declared<Endpoint> resource)
    {
        var wanted = resource.Resource!.Spec.FailureCallback?.EndpointRef?.Name;
        return wanted is null || wanted == resource.Name.Name
            ? null
            : new EndpointLookup(source, live).Missing(new(resource.Name.Namespace, wanted), "spec.failureCallback.endpointRef.name", "Who is named here is told of failures when there is.");
    }

    // What is in Redis comes first: neither does a restart seal everything anew, nor do two operators replace each other's sealed values for ever.
    private async Task<EndpointDefinition?> SealedBeforeAsync(ResourceName name) =>
        live.FindCertain(name) ?? await stored.ReadEndpointAsync(name) ?? live.Find(name);
}
