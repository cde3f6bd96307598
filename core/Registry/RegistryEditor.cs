using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Registry;

/// <summary>
/// Reads the registry from Redis itself, and changes what the API made in it: a change applies only to what was read, so two who change one
/// thing at the same instant lose nothing of each other.
/// </summary>
/// <exception cref="RedisException">Redis cannot be reached; whether a change was made is not known.</exception>
public sealed class RegistryEditor(RedisConnections connections)
{
    private const string Topics = "t";
    private const string Endpoints = "e";

    private IDatabase Database => connections.Control.GetDatabase();

    /// <summary>The Topic, whoever declared it; null when there is none.</summary>
    public Task<RegistryEntry<TopicDefinition>?> FindTopicAsync(ResourceName name) => FindAsync(Topics, name, RegistryJson.Default.TopicDefinition);

    /// <summary>All Topics of a namespace by name.</summary>
    public Task<IReadOnlyList<RegistryEntry<TopicDefinition>>> ListTopicsAsync(string ns) => ListAsync(Topics, ns, RegistryJson.Default.TopicDefinition);

    /// <summary>Replaces what was read; null on either side is a Topic that is not there. A name that an Endpoint has is not taken.</summary>
    public Task<EditAnswer> EditTopicAsync(ResourceName name, RegistryEntry<TopicDefinition>? read, TopicDefinition? wanted, int most) =>
        EditAsync(Topics, name, read, wanted, RegistryJson.Default.TopicDefinition, most, Endpoints);

    private async Task<RegistryEntry<T>?> FindAsync<T>(string kind, ResourceName name, JsonTypeInfo<T> type)
        where T : class
    {
        var times = Database.HashGetAsync(RedisKeys.Index(kind, name.Namespace), name.Name);
        string? text = await Database.HashGetAsync(RedisKeys.Definitions(kind), name.ToString()).ConfigureAwait(false);
        return EntryOf(text, await times.ConfigureAwait(false), type);
    }

    private async Task<IReadOnlyList<RegistryEntry<T>>> ListAsync<T>(string kind, string ns, JsonTypeInfo<T> type)
        where T : class
    {
        var index = await Database.HashGetAllAsync(RedisKeys.Index(kind, ns)).ConfigureAwait(false);
        var ordered = index.OrderBy(entry => (string)entry.Name!, StringComparer.Ordinal).ToArray();
        var texts = ordered.Length == 0 ? [] : await Database.HashGetAsync(
            RedisKeys.Definitions(kind), Array.ConvertAll(ordered, entry => (RedisValue)new ResourceName(ns, entry.Name!).ToString())).ConfigureAwait(false);
        return [.. ordered.Zip(texts, (entry, text) => EntryOf(text, entry.Value, type)).OfType<RegistryEntry<T>>()];
    }

    private async Task<EditAnswer> EditAsync<T>(
        string kind, ResourceName name, RegistryEntry<T>? read, T? wanted, JsonTypeInfo<T> type, int most, string otherKind)
        where T : class
    {
        var text = wanted is null ? "" : JsonSerializer.Serialize(wanted, type);
        var answer = (RedisResult[])(await RedisScripts.RegistryEdit.RunAsync(
            Database, RedisKeys.RegistryTag, [kind, name.ToString(), DefinitionSource.Api, read?.Text ?? "", text, most, otherKind]).ConfigureAwait(false))!;
        return new((EditCode)(int)answer[0], (string)answer[1]!);
    }

    private static RegistryEntry<T>? EntryOf<T>(string? text, string? times, JsonTypeInfo<T> type)
        where T : class
    {
        if (text is null)
        {
            return null;
        }

        var made = (times ?? "0 0").Split(' ');
        return new(JsonSerializer.Deserialize(text, type)!, text, MsOf(made[0]), MsOf(made[1]));
    }

    private static long MsOf(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
