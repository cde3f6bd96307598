using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Operator.Api;
using Postrider.Operator.Controllers.Statuses;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Controllers.Endpoints;

/// <summary>Makes the dispatchers obey an Endpoint: Secrets → definition → Redis → status.</summary>
internal sealed class EndpointController(
    DefinitionApplier<EndpointDefinition> applier, EndpointDefiner definer, ReferenceIndex references, IRegistryWriter registry, StatusReporter reporter,
    TimeProvider time) : IEntityController<Endpoint>
{
    private static readonly TimeSpan FiguresInterval = TimeSpan.FromSeconds(15);

    public async Task<ReconcileResult> ReconcileAsync(Declared<Endpoint> resource, CancellationToken cancel)
    {
        var name = resource.Name;
        references.Set(new(ResourceKind.Endpoint, name), References(resource));
        var url = definer.UrlOf(resource);
        var verdict = await applier.ApplyAsync(new(ResourceKind.Endpoint, name), await definer.DefineAsync(resource, url, cancel), cancel);
        var figures = await registry.ReadFiguresAsync(name, cancel);
        var fields = EndpointFields.Of(url, figures, resource.Status, time.GetUtcNow());
        await reporter.ReportAsync(ResourceKind.Endpoint, resource, verdict, fields, cancel);
        return ReconcileResult.Again(FiguresInterval);
    }

    public Task DeletedAsync(ResourceName name, CancellationToken cancel) => applier.RemoveAsync(new(ResourceKind.Endpoint, name), cancel);

    public async Task FailedAsync(Declared<Endpoint> resource, string problem, CancellationToken cancel)
    {
        var verdict = await applier.ApplyAsync(new(ResourceKind.Endpoint, resource.Name), Translation<EndpointDefinition>.Unavailable(problem), cancel);
        await reporter.ReportAsync(ResourceKind.Endpoint, resource, verdict, [], cancel);
    }

    private static IEnumerable<Reference> References(Declared<Endpoint> resource) => resource.Resource is null
        ? []
        : SecretNeed.Of(resource.Resource.Spec).Select(need => need.ReferenceFrom(resource.Name.Namespace));
}
