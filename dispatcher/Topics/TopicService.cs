using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Topics;

/// <summary>
/// URL groups of a namespace as the API makes, changes and shows them. Topic resources are shown among them and never changed. Each change
/// returns null, or why nothing was changed.
/// </summary>
internal sealed class TopicService(RegistryEditor editor, RegistryReader registry, IOptions<LimitsOptions> limits, IHostEnvironment environment, TimeProvider time)
{
    /// <summary>The group; null when there is none.</summary>
    public async Task<TopicView?> FindAsync(ResourceName name)
    {
        await registry.RefreshAsync().ConfigureAwait(false); // its Endpoints may have just changed too
        return await editor.FindTopicAsync(name).ConfigureAwait(false) is { } entry ? TopicView.From(entry, registry.Current) : null;
    }

    public async Task<IReadOnlyList<TopicView>> ListAsync(string ns)
    {
        await registry.RefreshAsync().ConfigureAwait(false);
        return [.. (await editor.ListTopicsAsync(ns).ConfigureAwait(false)).Select(entry => TopicView.From(entry, registry.Current))];
    }

    /// <summary>Adds or updates members, and makes the group where there is none.</summary>
    public Task<Refusal?> AddAsync(ResourceName name, IReadOnlyList<TopicMember> added, CancellationToken cancel) => ChangeAsync(
        name,
        held =>
        {
            var (members, refusal) = TopicMembers.Add(held?.Subscribers ?? [], added, limits.Value.MaxTopicEndpoints);
            return members is null ? (null, refusal) : ((held ?? New(name)) with { Subscribers = members }, null);
        },
        cancel);

    /// <summary>Removes members, and with the last one the group.</summary>
    public Task<Refusal?> RemoveAsync(ResourceName name, IReadOnlyList<TopicMember> removed, CancellationToken cancel) => ChangeAsync(
        name,
        held => TopicMembers.Remove(held?.Subscribers ?? [], removed) is { Count: > 0 } left ? (held! with { Subscribers = left }, null) : (null, null),
        cancel);

    /// <summary>Removes the group; what it sent already stays.</summary>
    public Task<Refusal?> DeleteAsync(ResourceName name, CancellationToken cancel) => ChangeAsync(name, _ => (null, null), cancel);

    /// <summary>Sets default headers and takes away those without a value; 404 when there is no such group.</summary>
    public Task<Refusal?> SetHeadersAsync(ResourceName name, IReadOnlyList<KeyValuePair<string, string?>> given, CancellationToken cancel) => ChangeAsync(
        name,
        held =>
        {
            if (held is null)
            {
                return (null, new(404, $"URL group {name.Name} not found"));
            }

            var (headers, refusal) = TopicHeaders.Merge(held.Headers ?? [], given, limits.Value, time.GetUtcNow(), environment.IsDevelopment());
            return headers is null ? (null, refusal) : (held with { Headers = headers.Count == 0 ? null : headers }, null);
        },
        cancel);

    // Each round in which somebody else was faster, somebody got on.
    private async Task<Refusal?> ChangeAsync(
        ResourceName name, Func<TopicDefinition?, (TopicDefinition? Wanted, Refusal? Refusal)> change, CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var read = await editor.FindTopicAsync(name).ConfigureAwait(false);
            if (read is { Definition.IsMadeByApi: false })
            {
                return Declared("Topic", name, read.Definition.Source);
            }

            var (wanted, refusal) = change(read?.Definition);
            var answer = await editor.EditTopicAsync(name, read, refusal is null ? wanted : read?.Definition, limits.Value.MaxTopics).ConfigureAwait(false);
            if (answer.Code != EditCode.Changed)
            {
                return RefusalOf(answer, name) ?? refusal;
            }
        }
    }

    private Refusal? RefusalOf(EditAnswer answer, ResourceName name) => answer.Code switch
    {
        EditCode.Full => new(412, $"quota maxTopics exceeded, current limit: {limits.Value.MaxTopics}"),
        EditCode.OtherSource => Declared("Topic", name, answer.Source),
        EditCode.OtherKind => Declared("Endpoint", name, answer.Source),
        _ => null,
    };

    private static Refusal Declared(string kind, ResourceName name, string source) => new(
        409, $"{kind} '{name.Name}' of namespace '{name.Namespace}' is declared as a resource (source {source}) and is changed or removed there only");

    private static TopicDefinition New(ResourceName name) => new() { Namespace = name.Namespace, Name = name.Name, Source = DefinitionSource.Api };
}
