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
    IResourceSource source, SecretLookup lookup, SecretBox box, LiveDefinitions<EndpointDefinition> live, RegistryReader stored, IOptions<ServiceUrlOptions> options)
{
    /// <summary>What the Endpoint comes to.</summary>
    public async Task<Translation<EndpointDefinition>> DefineAsync(Declared<Endpoint> resource, CancellationToken cancel) =>
        await FallBackAsync(resource, await TryDefineAsync(resource, cancel));

    /// <summary>
    /// Where there is no definition: however wrong the rest is, <c>suspend</c> holds what was live before, for it is what one reaches for then. What
    /// is live of an earlier Endpoint of the name is not this one's: nothing of it is used, and what waits is held until it is known where to.
    /// </summary>
    public async Task<Translation<EndpointDefinition>> FallBackAsync(Declared<Endpoint> resource, Translation<EndpointDefinition> made)
    {
        if (made.Definition is not null)
        {
            return made;
        }

        var before = await live.FindLastGoodAsync(resource.Name, resource.Uid);
        if (before is { Url: null, SealedUrl: null } || (before is null && await live.HasPredecessorAsync(resource.Name, resource.Uid)))
        {
            return Told(made, Held(resource), "What waits is held: another Endpoint had this name, and is gone.");
        }

        return before is not null && resource.Resource?.Spec.Suspend is true
            ? Told(made, before with { Suspend = true, Uid = resource.Uid }, "Deliveries are held, as spec.suspend says.") : made;
    }

    private static Translation<EndpointDefinition> Told(Translation<EndpointDefinition> made, EndpointDefinition definition, string text) =>
        new(definition, made.Verdict with { Message = $"{made.Verdict.Message} {text}" });

    private EndpointDefinition Held(Declared<Endpoint> resource) =>
        new() { Namespace = resource.Name.Namespace, Name = resource.Name.Name, Source = source.Name, Suspend = true, Uid = resource.Uid };

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
