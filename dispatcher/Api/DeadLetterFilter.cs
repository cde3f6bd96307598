using System.Globalization;
using Postrider.Core.Store;

namespace Postrider.Dispatcher.Api;

/// <summary>Which dead letters a caller asks for: one of the values of each filter that is given.</summary>
internal sealed record DeadLetterFilter
{
    public const int MaxCount = 100;

    private const string MessageId = "messageId";
    private const string ResponseStatus = "responseStatus";
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        MessageId, ResponseStatus, "url", "topicName", "queueName", "scheduleId", "callerIp", "label", "flowControlKey",
    };

    /// <summary>Exactly these, whatever else is given; null = not given.</summary>
    public IReadOnlyList<string>? DlqIds { get; init; }

    public DeadLetterRange Range { get; init; } = new();

    /// <summary>Only those of workflow runs; there are none.</summary>
    public bool IsOfWorkflows { get; init; }

    /// <summary>Id of the last one seen.</summary>
    public string? Cursor { get; init; }

    public int Count { get; init; } = MaxCount;

    /// <summary>Values by name of a filter that <see cref="IsKnown"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Values { get; init; } = new Dictionary<string, IReadOnlySet<string>>();

    public static bool IsKnown(string name) => Known.Contains(name);

    /// <summary>Whether the dead letter, whose destination shows as <paramref name="url"/>, has one of the values of every filter.</summary>
    public bool Matches(DeadLetterHead letter, string url) => !IsOfWorkflows
        && Has(MessageId, letter.Message.Id.ToString())
        && Has(ResponseStatus, letter.ResponseStatus.ToString(CultureInfo.InvariantCulture))
        && MessageValues.Match(Values, letter.Message, url);

    private bool Has(string name, string value) => !Values.TryGetValue(name, out var wanted) || wanted.Contains(value);
}
