using System.Text.Json;
using Postrider.Dispatcher.Api;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Topics;

/// <summary>Default publish headers of a URL group: read from <c>{"headers":{…}}</c>, and checked as those of a publish are.</summary>
internal static class TopicHeaders
{
    private const int MaxLength = 64 * 1024;

    /// <summary>The headers given, null for one to take away; or one refusal that holds every error.</summary>
    public static (IReadOnlyList<KeyValuePair<string, string?>>? Headers, Refusal? Refusal) Read(byte[] body)
    {
        if (JsonBody.ReadObject(body) is not { } root || !root.TryGetProperty("headers", out var headers) || headers.ValueKind != JsonValueKind.Object)
        {
            return (null, new(400, """headers: a JSON object such as {"headers":{"Upstash-Retries":"3"}} is expected"""));
        }

        var errors = new SettingErrors();
        var given = new List<KeyValuePair<string, string?>>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers.EnumerateObject())
        {
            if (ProblemOf(header, names) is { } problem)
            {
                errors.Add(header.Name, problem);
            }
            else
            {
                given.Add(new(header.Name, ValueOf(header.Value) is { Length: > 0 } value ? value : null));
            }
        }

        return errors.Refusal is { } refusal ? (null, refusal) : (given, null);
    }

    /// <summary>What is there with <paramref name="given"/> in its place, or why it cannot be published with.</summary>
    public static (IReadOnlyList<KeyValuePair<string, string>>? Headers, Refusal? Refusal) Merge(
        IReadOnlyList<KeyValuePair<string, string>> held, IReadOnlyList<KeyValuePair<string, string?>> given, LimitsOptions limits, DateTimeOffset now, bool loopbackAllowed)
    {
        var kept = held.Where(header => !given.Any(other => other.Key.Equals(header.Key, StringComparison.OrdinalIgnoreCase)));
        List<KeyValuePair<string, string>> merged = [.. kept, .. given.Where(header => header.Value is not null).Select(header => KeyValuePair.Create(header.Key, header.Value!))];
        var (settings, refusal) = PublishSettingsReader.Read(PublishInput.From(merged, []), limits, now, loopbackAllowed);
        refusal ??= settings?.Cron is not null ? new(400, $"{HeaderNames.Cron}: a group takes none; make a schedule that sends to it") : null;
        refusal ??= merged.Sum(header => header.Key.Length + header.Value.Length) > MaxLength ? new(400, $"headers: longer than {MaxLength} characters together") : null;
        return refusal is null ? (merged, null) : (null, refusal);
    }

    private static string? ProblemOf(JsonProperty header, HashSet<string> names)
    {
        var name = header.Name;
        return !HeaderText.IsName(name) ? "not a valid header name"
            : !names.Add(name) ? "given twice"
            : !name.StartsWith(HeaderNames.Prefix, StringComparison.OrdinalIgnoreCase) && !name.Equals(HeaderNames.ContentType, StringComparison.OrdinalIgnoreCase)
                ? $"not a publish header; {HeaderNames.ForwardPrefix}{name} is sent on"
            : ValueOf(header.Value) is not { } value ? "a text or a list of texts is expected"
            : HeaderText.ProblemOf(value);
    }

    // Several values are one value, as on the wire; null is none.
    private static string? ValueOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return "";
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            return JsonBody.TextOf(value);
        }

        var texts = value.EnumerateArray().Select(JsonBody.TextOf).ToList();
        return texts.Contains(null) ? null : string.Join(", ", texts);
    }
}
