using Postrider.Core.Model;
using Postrider.Operator.Api;
using Postrider.Operator.Controllers.Statuses;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;
using CallbackTarget = Postrider.Operator.Api.CallbackTarget;

namespace Postrider.Operator.Controllers.Schedules;

/// <summary>Makes the dispatchers obey a Schedule: definition → Redis → status.</summary>
internal sealed class ScheduleController(
    DefinitionApplier<ScheduleDefinition> applier, LiveDefinitions<ScheduleDefinition> live, IResourceSource source, LiveDefinitions<EndpointDefinition> endpoints, LiveDefinitions<TopicDefinition> topics,
    ReferenceIndex references, StatusReporter reporter, TimeProvider time) : IEntityController<Schedule>
{
    public async Task<ReconcileResult> ReconcileAsync(Declared<Schedule> resource, CancellationToken cancel)
    {
        var name = resource.Name;
        references.Set(new(ResourceKind.Schedule, name), References(resource)); // before the look at what is there
        var made = await HoldAsync(resource, Translate(resource, Target(resource)));
        var verdict = await applier.ApplyAsync(new(ResourceKind.Schedule, name), resource.Uid, made, cancel);
        var again = await reporter.ReportAsync(ResourceKind.Schedule, resource, verdict, [], cancel);
        return ReconcileResult.After(verdict, again);
    }

    public Task DeletedAsync(ResourceName name, CancellationToken cancel) => applier.RemoveAsync(new(ResourceKind.Schedule, name), cancel);

    public async Task FailedAsync(Declared<Schedule> resource, string problem, CancellationToken cancel)
    {
        var held = await HoldAsync(resource, Translation<ScheduleDefinition>.Unavailable(problem));
        var verdict = await applier.ApplyAsync(new(ResourceKind.Schedule, resource.Name), resource.Uid, held, cancel);
        await reporter.ReportAsync(ResourceKind.Schedule, resource, verdict, [], cancel);
    }

    // However wrong the rest is, suspend stops what was live before.
    private async Task<Translation<ScheduleDefinition>> HoldAsync(Declared<Schedule> resource, Translation<ScheduleDefinition> made) =>
        made.Definition is null && resource.Resource?.Spec.Suspend is true && await live.FindLastGoodAsync(resource.Name, resource.Uid) is { } before
            ? new(before with { Suspend = true, Uid = resource.Uid }, made.Verdict with { Message = $"{made.Verdict.Message} Nothing fires, as spec.suspend says." })
            : made;

    private Translation<ScheduleDefinition> Translate(Declared<Schedule> resource, ScheduleTarget? target)
    {
        if (resource.Refusal is { } refusal)
        {
            return new Translation<ScheduleDefinition>(null, refusal);
        }

        return target is { IsSeen: false, IsLive: false }
            ? Translation<ScheduleDefinition>.Unavailable($"The {target.Reference.Kind}s of namespace '{resource.Name.Namespace}' cannot be listed")
            : ScheduleTranslator.Translate(resource, source.Name, target?.Missing(), Untold(resource), time.GetUtcNow());
    }

    private IEnumerable<Reference> References(Declared<Schedule> resource) => Told(resource)
        .Select(told => Reference.ToEndpoint(told.Endpoint))
        .Concat(Target(resource) is { } target ? [target.Reference] : []);

    private Verdict? Untold(Declared<Schedule> resource) => Told(resource)
        .Select(told => new EndpointLookup(source, endpoints).Missing(told.Endpoint, told.Field, "It fires, and who is named here is told when there is."))
        .FirstOrDefault(missing => missing is not null);

    private static IEnumerable<(ResourceName Endpoint, string Field)> Told(Declared<Schedule> resource)
    {
        var (spec, space) = (resource.Resource?.Spec, resource.Name.Namespace);
        (CallbackTarget? Target, string Field)[] both = [(spec?.Callback, "spec.callback"), (spec?.FailureCallback, "spec.failureCallback")];
        return both.Where(one => one.Target?.EndpointRef is not null)
            .Select(one => (new ResourceName(space, one.Target!.EndpointRef!.Name), $"{one.Field}.endpointRef.name"));
    }

    private ScheduleTarget? Target(Declared<Schedule> resource)
    {
        var space = resource.Name.Namespace;
        return resource.Resource?.Spec.Destination switch
        {
            { EndpointRef: { } endpoint } => Target(Reference.ToEndpoint(new(space, endpoint.Name)), source.Endpoints, endpoints.Find(new(space, endpoint.Name))),
            { TopicRef: { } topic } => Target(Reference.ToTopic(new(space, topic.Name)), source.Topics, topics.Find(new(space, topic.Name))),
            _ => null,
        };
    }

    private static ScheduleTarget Target<T>(Reference reference, ResourceCache<T> declared, object? live)
        where T : class => new(reference, declared.HasSeen(reference.Name.Namespace), declared.Find(reference.Name) is not null, live is not null);
}
