using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Operator.Api;
using Postrider.Operator.Controllers.Statuses;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Controllers.Topics;

/// <summary>Makes the dispatchers obey a Topic: definition → Redis → status.</summary>
internal sealed class TopicController(
    DefinitionApplier<TopicDefinition> applier, IResourceSource source, LiveDefinitions<TopicDefinition> topics, LiveDefinitions<EndpointDefinition> live, ReferenceIndex references,
    StatusReporter reporter) : IEntityController<Topic>
{
    public async Task<ReconcileResult> ReconcileAsync(Declared<Topic> resource, CancellationToken cancel)
    {
        references.Set(new(ResourceKind.Topic, resource.Name), References(resource));
        var endpoints = EndpointsOf(resource.Name.Namespace);
        var verdict = await applier.ApplyAsync(new(ResourceKind.Topic, resource.Name), resource.Uid, Translate(resource, endpoints), cancel);
        int? subscribers = topics.Find(resource.Name) is { } inForce ? SubscriberCount.Of(inForce.Subscribers, endpoints.Live) : null;
        var again = await reporter.ReportAsync(ResourceKind.Topic, resource, verdict, new JsonObject { ["subscribers"] = subscribers }, cancel);
        return ReconcileResult.After(verdict, again);
    }

    public Task DeletedAsync(ResourceName name, CancellationToken cancel) => applier.RemoveAsync(new(ResourceKind.Topic, name), cancel);

    public async Task FailedAsync(Declared<Topic> resource, string problem, CancellationToken cancel)
    {
        var verdict = await applier.ApplyAsync(new(ResourceKind.Topic, resource.Name), resource.Uid, Translation<TopicDefinition>.Unavailable(problem), cancel);
        await reporter.ReportAsync(ResourceKind.Topic, resource, verdict, [], cancel);
    }

    private Translation<TopicDefinition> Translate(Declared<Topic> resource, KnownEndpoints endpoints) =>
        resource.Refusal is { } refusal ? new(null, refusal) : TopicTranslator.Translate(resource, source.Name, endpoints);

    private KnownEndpoints EndpointsOf(string space) => new(
        live.In(space).ToDictionary(endpoint => endpoint.Key, endpoint => endpoint.Value.Labels),
        source.Endpoints.All.Where(endpoint => endpoint.Name.Namespace == space).ToDictionary(endpoint => endpoint.Name.Name, endpoint => endpoint.Labels),
        source.Endpoints.HasSeen(space));

    private static IEnumerable<Reference> References(Declared<Topic> resource)
    {
        var subscribers = resource.Resource?.Spec.Subscribers ?? [];
        var space = resource.Name.Namespace;
        var named = subscribers.Select(subscriber => subscriber.EndpointRef?.Name).OfType<string>().Select(name => Reference.ToEndpoint(new(space, name)));
        return subscribers.Any(subscriber => subscriber.Selector is not null) ? named.Append(Reference.ToEndpointsOf(space)) : named;
    }
}
