using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Operator.Api;
using Postrider.Operator.Controllers.Statuses;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Controllers.Schedules;

/// <summary>Makes the dispatchers obey a Schedule: definition → Redis → status.</summary>
internal sealed class ScheduleController(
    DefinitionApplier<ScheduleDefinition> applier, IResourceSource source, ReferenceIndex references, IRegistryWriter registry, StatusReporter reporter,
    TimeProvider time) : IEntityController<Schedule>
{
    private static readonly TimeSpan TimesInterval = TimeSpan.FromSeconds(15);

    public async Task<ReconcileResult> ReconcileAsync(Declared<Schedule> resource, CancellationToken cancel)
    {
        references.Set(new(ResourceKind.Schedule, resource.Name), Destination(resource) is { } target ? [target.Reference] : []);
        var verdict = await applier.ApplyAsync(new(ResourceKind.Schedule, resource.Name), Translate(resource), cancel);
        var times = await registry.ReadTimesAsync(resource.Name, cancel);
        await reporter.ReportAsync(ResourceKind.Schedule, resource, verdict, ScheduleFields.Of(times), cancel);
        return ReconcileResult.Again(TimesInterval);
    }

    public Task DeletedAsync(ResourceName name, CancellationToken cancel) => applier.RemoveAsync(new(ResourceKind.Schedule, name), cancel);

    private Translation<ScheduleDefinition> Translate(Declared<Schedule> resource) => resource.Refusal is { } refusal
        ? new Translation<ScheduleDefinition>(null, refusal)
        : ScheduleTranslator.Translate(resource, source.Name, Missing(resource), time.GetUtcNow());

    private Verdict? Missing(Declared<Schedule> resource)
    {
        if (Destination(resource) is not { } target || target.Exists)
        {
            return null;
        }

        var (reason, field) = target.Reference.Kind == "Topic"
            ? (Reasons.TopicNotFound, "topicRef")
            : (Reasons.EndpointNotFound, "endpointRef");
        var name = target.Reference.Name;
        return new Verdict(reason,
            $"spec.destination.{field}.name: there is no {target.Reference.Kind} '{name.Name}' in namespace '{name.Namespace}'. Nothing fires until there is.");
    }

    private (Reference Reference, bool Exists)? Destination(Declared<Schedule> resource)
    {
        var space = resource.Name.Namespace;
        return resource.Resource?.Spec.Destination switch
        {
            { EndpointRef: { } endpoint } => (Reference.ToEndpoint(new(space, endpoint.Name)), source.Endpoints.Find(new(space, endpoint.Name)) is not null),
            { TopicRef: { } topic } => (Reference.ToTopic(new(space, topic.Name)), source.Topics.Find(new(space, topic.Name)) is not null),
            _ => null,
        };
    }
}
