using Postrider.Core.Store;

namespace Postrider.Dispatcher.Api;

/// <summary>Which dead letters a caller asks for: one of the values of each filter that is given.</summary>
internal sealed record DeadLetterFilter
{
    public const int MaxCount = 100;

    /// <summary>Filters that are answered from a message or its last response, by name.</summary>
    private static readonly Dictionary<string, Func<DeadLetter, string, IEnumerable<string?>>> Shown = new(StringComparer.OrdinalIgnoreCase)
    {
        ["messageId"] = static (letter, _) => [letter.Message.Id.ToString()],
        ["url"] = static (_, url) => [url],
        ["topicName"] = static (letter, _) => [letter.Message.TopicName],
        ["queueName"] = static (_, _) => [], // there are no queues, so nothing is in the one asked for
        ["scheduleId"] = static (letter, _) => [letter.Message.ScheduleId],
        ["callerIp"] = static (letter, _) => [letter.Message.CallerIp],
        ["label"] = static (letter, _) => letter.Message.Label?.Split(',', StringSplitOptions.TrimEntries) ?? [],
        ["flowControlKey"] = static (letter, _) => [letter.Message.FlowKey],
        ["responseStatus"] = static (letter, _) => [letter.Reason.ResponseStatus.ToString(System.Globalization.CultureInfo.InvariantCulture)],
    };

    /// <summary>Exactly these, whatever else is given; null = not given.</summary>
    public IReadOnlyList<string>? DlqIds { get; init; }

    public DeadLetterRange Range { get; init; } = new();

    /// <summary>Id of the last one seen.</summary>
    public string? Cursor { get; init; }

    public int Count { get; init; } = MaxCount;

    /// <summary>Values by name of a filter that <see cref="IsKnown"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Values { get; init; } = new Dictionary<string, IReadOnlySet<string>>();

    public static bool IsKnown(string name) => Shown.ContainsKey(name);

    /// <summary>Whether the dead letter, whose destination shows as <paramref name="url"/>, has one of the values of every filter.</summary>
    public bool Matches(DeadLetter letter, string url)
    {
        foreach (var (name, wanted) in Values)
        {
            if (!Shown[name](letter, url).Any(value => value is not null && wanted.Contains(value)))
            {
                return false;
            }
        }

        return true;
    }
}
