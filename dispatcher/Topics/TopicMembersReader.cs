using System.Text.Json;
using Postrider.Dispatcher.Api;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Topics;

/// <summary>Reads <c>{"endpoints":[{"url":…,"name":…}]}</c> and tells every mistake at once, each with its field.</summary>
internal sealed class TopicMembersReader(bool loopbackAllowed)
{
    private readonly List<string> errors = [];

    /// <summary>The members, or one refusal that holds every error. Only one to be added needs a URL.</summary>
    public (IReadOnlyList<TopicMember>? Members, Refusal? Refusal) Read(byte[] body, bool toAdd)
    {
        if (JsonBody.ReadObject(body) is not { } root || !root.TryGetProperty("endpoints", out var endpoints)
            || endpoints.ValueKind != JsonValueKind.Array || endpoints.GetArrayLength() == 0)
        {
            return (null, new(400, """endpoints: a JSON object such as {"endpoints":[{"url":"https://…","name":"…"}]} with at least one is expected"""));
        }

        var members = endpoints.EnumerateArray().Index().Select(entry => ReadOne($"endpoints[{entry.Index}]", entry.Item, toAdd)).ToList();
        RefuseTwice(members);
        return errors.Count == 0 ? (members, null) : (null, new(400, string.Join("; ", errors)));
    }

    private TopicMember ReadOne(string field, JsonElement item, bool toAdd)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"{field}: an object is expected");
            return default;
        }

        var member = new TopicMember(ReadText(item, field, "name", NameRules.ProblemOfMember), ReadText(item, field, "url", url => toAdd ? DestinationAddress.ProblemOf(url, loopbackAllowed) : null));
        if (toAdd && !IsGiven(item, "url"))
        {
            errors.Add($"{field}.url: a URL is expected");
        }
        else if (!IsGiven(item, "url") && !IsGiven(item, "name"))
        {
            errors.Add($"{field}: a url or a name is expected");
        }

        return member;
    }

    private string? ReadText(JsonElement item, string field, string property, Func<string, string?> problemOf)
    {
        if (!IsGiven(item, property))
        {
            return null;
        }

        var value = item.GetProperty(property);
        var text = value.ValueKind == JsonValueKind.String ? JsonBody.TextOf(value) : null;
        if ((text is null ? "a text is expected" : problemOf(text)) is { } problem)
        {
            errors.Add($"{field}.{property}: {problem}");
            return null;
        }

        return text;
    }

    private void RefuseTwice(List<TopicMember> members)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, member) in members.Index())
        {
            if (member.Name is { } name && !names.Add(name))
            {
                errors.Add($"endpoints[{index}].name: '{name}' is given twice");
            }
        }
    }

    // Absent and null are the same.
    private static bool IsGiven(JsonElement item, string property) => item.TryGetProperty(property, out var value) && value.ValueKind != JsonValueKind.Null;
}
