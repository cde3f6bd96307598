using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Postrider.Dispatcher.Protocol;

/// <summary>Headers and configuring query parameters of one publish, sorted by what they are for. A header beats a parameter of the same name.</summary>
internal sealed class PublishInput
{
    private const int LongestJoined = 8 * 1024; // characters; longer than any setting may be
    private const string TelemetryPrefix = "Upstash-Telemetry-";
    private const string CallbackPrefix = HeaderNames.Callback + "-";
    private const string FailureCallbackPrefix = HeaderNames.FailureCallback + "-";

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
    private HashSet<string>? repeated;
    private bool takesCallback = true;
    private bool takesFailureCallback = true;

    public string? ContentType { get; private set; }

    /// <summary>Configuration by full header name; an empty value is as good as none.</summary>
    public IReadOnlyDictionary<string, string> Settings => settings;

    /// <summary>Whether a setting came more than once; its values are joined by commas then.</summary>
    public bool IsRepeated(string name) => repeated?.Contains(name) == true;

    /// <summary>Headers to send, prefix removed.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Forwarded => forwarded;

    /// <summary>Every other header of the request: sent only when the publisher asks for all of them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Others => others;

    /// <summary>What configures the callback, under the names that it has for a message; null when nothing does.</summary>
    public PublishInput? Callback { get; private set; }

    /// <summary>The same for the failure callback. A callback may have one of its own, and nothing goes deeper.</summary>
    public PublishInput? FailureCallback { get; private set; }

    /// <summary>The queue that path or batch item names, checked by nobody yet; null when only a header may name one.</summary>
    public string? Queue { get; init; }

    /// <summary>What was wrong with the form in which all this came.</summary>
    public IReadOnlyList<string> Malformed { get; private init; } = [];

    public static PublishInput From(IHeaderDictionary headers, IReadOnlyList<KeyValuePair<string, string>> parameters, string? queue = null)
    {
        var input = new PublishInput { Queue = queue };
        foreach (var header in headers)
        {
            input.Add(header.Key, header.Value);
        }

        input.AddParameters(parameters);
        return input;
    }

    public static PublishInput From(
        IEnumerable<KeyValuePair<string, string>> headers, IReadOnlyList<KeyValuePair<string, string>> parameters,
        IReadOnlyList<string>? malformed = null, string? queue = null)
    {
        var input = new PublishInput { Malformed = malformed ?? [], Queue = queue };
        foreach (var header in headers)
        {
            input.Add(header.Key, header.Value);
        }

        input.AddParameters(parameters);
        return input;
    }

    /// <summary>This input, with defaults added where it says nothing itself.</summary>
    public PublishInput WithDefaults(IReadOnlyList<KeyValuePair<string, string>> defaults)
    {
        AddParameters([.. defaults.Where(header => !IsDecided(header.Key))]);
        return this;
    }

    private bool IsDecided(string name) => name.Equals(HeaderNames.ContentType, StringComparison.OrdinalIgnoreCase) ? ContentType is not null
        : name.Equals(HeaderNames.QueueName, StringComparison.OrdinalIgnoreCase) ? Queue is not null
        : IsOfOther(name, HeaderNames.Callback) || IsOfOther(name, HeaderNames.FailureCallback)
            || Array.Exists(Together, names => names.Contains(name, StringComparer.OrdinalIgnoreCase) && Array.Exists(names, settings.ContainsKey));

    // A publisher's own callback must not get what is meant for another, credentials above all.
    private bool IsOfOther(string name, string callback) => settings.ContainsKey(callback) && name.StartsWith(callback, StringComparison.OrdinalIgnoreCase);

    private void Add(string name, StringValues values)
    {
        if (values.Count > 1 && !IsSingle(name))
        {
            Add(name, string.Join(", ", values.ToArray()));
            return;
        }

        foreach (var value in values)
        {
            Add(name, value ?? "");
        }
    }

    // Lists and forwarded headers may come in several lines; of what configures, two values are one too many.
    private static bool IsSingle(string name) => name.Equals(HeaderNames.ContentType, StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith(HeaderNames.Prefix, StringComparison.OrdinalIgnoreCase) && !name.Contains("-Forward-", StringComparison.OrdinalIgnoreCase));

    private void AddParameters(IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        if (parameters.Count == 0)
        {
            return;
        }

        var byHeader = Names(HeaderNames.Prefix).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in parameters)
        {
            if (!byHeader.Contains(parameter.Key))
            {
                Add(parameter.Key, parameter.Value);
            }
        }
    }

    // The full names of what is here, which start with the prefix.
    private IEnumerable<string> Names(string prefix) => settings.Keys.Select(name => string.Concat(prefix, name.AsSpan(HeaderNames.Prefix.Length)))
        .Concat(forwarded.Select(header => $"{prefix}Forward-{header.Key}"))
        .Concat(Callback?.Names(prefix + "Callback-") ?? [])
        .Concat(FailureCallback?.Names(prefix + "Failure-Callback-") ?? []);

    private void Add(string name, string value)
    {
        if (name.StartsWith(HeaderNames.ForwardPrefix, StringComparison.OrdinalIgnoreCase))
        {
            forwarded.Add(new(name[HeaderNames.ForwardPrefix.Length..], value));
        }
        else if (name.Equals(HeaderNames.ContentType, StringComparison.OrdinalIgnoreCase))
        {
            AddContentType(value);
        }
        else if (!name.StartsWith(HeaderNames.Prefix, StringComparison.OrdinalIgnoreCase))
        {
            others.Add(new(name, value));
        }
        else if (takesCallback && name.StartsWith(CallbackPrefix, StringComparison.OrdinalIgnoreCase))
        {
            Callback ??= new() { takesCallback = false };
            Callback.Add(HeaderNames.Prefix + name[CallbackPrefix.Length..], value);
        }
        else if (takesFailureCallback && name.StartsWith(FailureCallbackPrefix, StringComparison.OrdinalIgnoreCase))
        {
            FailureCallback ??= new() { takesCallback = false, takesFailureCallback = false };
            FailureCallback.Add(HeaderNames.Prefix + name[FailureCallbackPrefix.Length..], value);
        }
        else if (!string.IsNullOrWhiteSpace(value) && !name.StartsWith(TelemetryPrefix, StringComparison.OrdinalIgnoreCase))
        {
            AddSetting(name, value);
        }
    }

    private void AddContentType(string value)
    {
        if (ContentType is not null)
        {
            (repeated ??= new(StringComparer.OrdinalIgnoreCase)).Add(HeaderNames.ContentType);
        }

        ContentType = value.Length == 0 ? ContentType : value;
    }

    private void AddSetting(string name, string value)
    {
        if (settings.TryGetValue(name, out var before))
        {
            (repeated ??= new(StringComparer.OrdinalIgnoreCase)).Add(name);
            value = before.Length > LongestJoined ? before : $"{before}, {value}";
        }

        settings[name] = value;
    }
}
