using Postrider.Core.Model;
using Postrider.Operator.Controllers;

namespace Postrider.Operator.Keeping;

/// <summary>Everything that this program made live, by kind.</summary>
internal sealed class LiveNames(
    LiveDefinitions<EndpointDefinition> endpoints, LiveDefinitions<TopicDefinition> topics, LiveDefinitions<ScheduleDefinition> schedules)
{
    public IEnumerable<(ResourceKind Kind, ResourceName Name)> All =>
        endpoints.Names.Select(name => (ResourceKind.Endpoint, name))
            .Concat(topics.Names.Select(name => (ResourceKind.Topic, name)))
            .Concat(schedules.Names.Select(name => (ResourceKind.Schedule, name)));
}
