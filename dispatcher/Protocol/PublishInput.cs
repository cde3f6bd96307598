using Microsoft.AspNetCore.Http;

namespace Postrider.Dispatcher.Protocol;

/// <summary>Headers and configuring query parameters of one publish, sorted by what they are for. A header beats a parameter of the same name.</summary>
internal sealed class PublishInput
{
    private const string TelemetryPrefix = "Upstash-Telemetry-";

    // What decides one matter: a default for the one must not meddle with what a publisher said by the other.
    private static readonly string[][] Together =
    [
        [HeaderNames.Delay, HeaderNames.NotBefore],
        [HeaderNames.FlowControlKey, HeaderNames.FlowControlValue],
        [HeaderNames.DeduplicationId, HeaderNames.ContentBasedDeduplication],
    ];

    private readonly Dictionary<string, string> settings = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<KeyValuePair<string, string>> forwarded = [];
    private readonly List<KeyValuePair<string, string>> others = [];

    public string? ContentType { get; private set; }

    /// <summary>Configuration by full header name; an empty value is as good as none.</summary>
    public IReadOnlyDictionary<string, string> Settings => settings;

    /// <summary>Headers to send, prefix removed.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Forwarded => forwarded;

    /// <summary>Every other header of the request: sent only when the publisher asks for all of them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Others => others;

    /// <summary>What was wrong with the form in which all this came.</summary>
    public IReadOnlyList<string> Malformed { get; private init; } = [];

    public static PublishInput From(IHeaderDictionary headers, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        var input = new PublishInput();
        foreach (var header in headers)
        {
            input.Add(header.Key, header.Value.Count == 1 ? header.Value[0]! : string.Join(", ", header.Value.ToArray()));
        }

        input.AddMissing(parameters);
        return input;
    }

    public static PublishInput From(
        IEnumerable<KeyValuePair<string, string>> headers, IReadOnlyList<KeyValuePair<string, string>> parameters, IReadOnlyList<string>? malformed = null)
    {
        var input = new PublishInput { Malformed = malformed ?? [] };
        foreach (var header in headers)
        {
            input.Add(header.Key, header.Value);
        }

        input.AddMissing(parameters);
        return input;
    }

    /// <summary>This input, with defaults added where it says nothing itself.</summary>
    public PublishInput WithDefaults(IReadOnlyList<KeyValuePair<string, string>> defaults)
    {
        AddMissing([.. defaults.Where(header => !IsDecided(header.Key))]);
        return this;
    }

    private bool IsDecided(string name) => name.Equals(HeaderNames.ContentType, StringComparison.OrdinalIgnoreCase)
        ? ContentType is not null
        : Array.Exists(Together, names => names.Contains(name, StringComparer.OrdinalIgnoreCase) && Array.Exists(names, settings.ContainsKey));

    private void AddMissing(IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        if (parameters.Count == 0)
        {
            return;
        }

        var byHeader = forwarded.Select(header => HeaderNames.ForwardPrefix + header.Key).Concat(settings.Keys).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in parameters)
        {
            if (!byHeader.Contains(parameter.Key))
            {
                Add(parameter.Key, parameter.Value);
            }
        }
    }

    private void Add(string name, string value)
    {
        if (name.StartsWith(HeaderNames.ForwardPrefix, StringComparison.OrdinalIgnoreCase))
        {
            forwarded.Add(new(name[HeaderNames.ForwardPrefix.Length..], value));
        }
        else if (name.Equals(HeaderNames.ContentType, StringComparison.OrdinalIgnoreCase))
        {
            ContentType = value.Length == 0 ? null : value;
        }
        else if (!name.StartsWith(HeaderNames.Prefix, StringComparison.OrdinalIgnoreCase))
        {
            others.Add(new(name, value));
        }
        else if (!string.IsNullOrWhiteSpace(value) && !name.StartsWith(TelemetryPrefix, StringComparison.OrdinalIgnoreCase))
        {
            // A parameter given twice reads as a header given twice does.
            settings[name] = settings.TryGetValue(name, out var before) ? $"{before}, {value}" : value;
        }
    }
}
