using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Controllers;

/// <summary>The registry in Redis, as a store of definitions.</summary>
internal sealed class RegistryStore(IRegistryWriter writer, RegistryReader reader, IResourceSource source)
    : ILiveStore<EndpointDefinition>, ILiveStore<TopicDefinition>, ILiveStore<ScheduleDefinition>
{
    public Task<string?> PutAsync(EndpointDefinition definition, CancellationToken cancel) => writer.PutAsync(definition, cancel);

    public Task<string?> PutAsync(TopicDefinition definition, CancellationToken cancel) => writer.PutAsync(definition, cancel);

    public Task<string?> PutAsync(ScheduleDefinition definition, CancellationToken cancel) => writer.PutAsync(definition, cancel);

    async Task<EndpointDefinition?> ILiveStore<EndpointDefinition>.FindOursAsync(ResourceName name) =>
        await reader.ReadEndpointAsync(name) is { } found && found.Source == source.Name ? found : null;

    async Task<TopicDefinition?> ILiveStore<TopicDefinition>.FindOursAsync(ResourceName name) =>
        await reader.ReadTopicAsync(name) is { } found && found.Source == source.Name ? found : null;

    async Task<ScheduleDefinition?> ILiveStore<ScheduleDefinition>.FindOursAsync(ResourceName name) =>
        await reader.ReadScheduleAsync(name) is { } found && found.Source == source.Name ? found : null;
}
