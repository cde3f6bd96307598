using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Operator.Api;
using Postrider.Operator.Controllers.Statuses;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Controllers.Endpoints;

/// <summary>Makes the dispatchers obey an Endpoint: Secrets → definition → Redis → status.</summary>
internal sealed class EndpointController(
    DefinitionApplier<EndpointDefinition> applier, EndpointDefiner definer, LiveDefinitions<EndpointDefinition> live, ReferenceIndex references, StatusReporter reporter) : IEntityController<Endpoint>
{
    public async Task<ReconcileResult> ReconcileAsync(Declared<Endpoint> resource, CancellationToken cancel)
    {
        var name = resource.Name;
        references.Set(new(ResourceKind.Endpoint, name), References(resource));
        var verdict = await applier.ApplyAsync(new(ResourceKind.Endpoint, name), resource.Uid, await definer.DefineAsync(resource, cancel), cancel);
        var extras = new JsonObject { ["url"] = live.Find(name)?.Url };
        return ReconcileResult.After(verdict, await reporter.ReportAsync(ResourceKind.Endpoint, resource, verdict, extras, cancel));
    }

    public Task DeletedAsync(ResourceName name, CancellationToken cancel) => applier.RemoveAsync(new(ResourceKind.Endpoint, name), cancel);

    public async Task FailedAsync(Declared<Endpoint> resource, string problem, CancellationToken cancel)
    {
        var held = await definer.FallBackAsync(resource, Translation<EndpointDefinition>.Unavailable(problem));
        var verdict = await applier.ApplyAsync(new(ResourceKind.Endpoint, resource.Name), resource.Uid, held, cancel);
        await reporter.ReportAsync(ResourceKind.Endpoint, resource, verdict, [], cancel);
    }

    private static IEnumerable<Reference> References(Declared<Endpoint> resource)
    {
        if (resource.Resource?.Spec is not { } spec)
        {
            return [];
        }

        var space = resource.Name.Namespace;
        var needed = SecretNeed.Of(spec).Select(need => need.ReferenceFrom(space));
        return spec.FailureCallback?.EndpointRef is { } told ? needed.Append(Reference.ToEndpoint(new(space, told.Name))) : needed;
    }
}
