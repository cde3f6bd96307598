using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Controllers;

/// <summary>Makes translations of one kind live, unless the name belongs to another source, and removes what is gone.</summary>
internal sealed class DefinitionApplier<TDefinition>(
    LiveDefinitions<TDefinition> live, ReferenceIndex references, IRegistryWriter registry, IResourceSource source)
    where TDefinition : class, IDefinition
{
    /// <summary>Returns what to tell the owner.</summary>
    /// <param name="uid">Of the resource: what is live of an earlier one of its name is not its last good one.</param>
    public async Task<Verdict> ApplyAsync(Referrer resource, string? uid, Translation<TDefinition> translation, CancellationToken cancel)
    {
        if (translation.Definition is null && await live.HasPredecessorAsync(resource.Name, uid))
        {
            await RemoveLiveAsync(resource, cancel);
        }

        var other = await live.PutAsync(resource.Name, translation.Definition, cancel);
        return other is null || translation.Definition is null ? translation.Verdict : Taken(resource, other);
    }

    public async Task RemoveAsync(Referrer resource, CancellationToken cancel)
    {
        references.Forget(resource);
        await RemoveLiveAsync(resource, cancel);
    }

    private async Task RemoveLiveAsync(Referrer resource, CancellationToken cancel)
    {
        live.Forget(resource.Name);
        await registry.RemoveAsync(resource.Kind, resource.Name, source.Name, cancel);
    }

    private static Verdict Taken(Referrer resource, string other) => new(
        Reasons.NameTaken, $"metadata.name: {resource.Kind} '{resource.Name.Name}' of namespace '{resource.Name.Namespace}' {Holder(resource, other)}");

    private static string Holder(Referrer resource, string other) => other == DefinitionSource.Api
        ? $"was made through the API. Delete it there (DELETE /v2/{resource.Kind.ToString().ToLowerInvariant()}s/{resource.Name.Name}), and this resource takes its place; or give the resource another name."
        : $"is already declared by the source '{other}'.";
}
