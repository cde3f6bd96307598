using Postrider.Core.Model;
using Postrider.Dispatcher.Api;

namespace Postrider.Dispatcher.Cancelling;

/// <summary>Which messages are to be cancelled: one of the values of each filter that is given; without filters all.</summary>
internal sealed record CancelFilter
{
    /// <summary>More than this are cancelled only by who does not say how many.</summary>
    public const int MaxCount = 500;

    /// <summary>Exactly these, whatever else is given; null = not given.</summary>
    public IReadOnlyList<string>? MessageIds { get; init; }

    /// <summary>Unix ms of creation, inclusive.</summary>
    public long FromMs { get; init; }

    /// <summary>Unix ms of creation, inclusive.</summary>
    public long ToMs { get; init; } = long.MaxValue;

    public int Count { get; init; } = int.MaxValue;

    /// <summary>Values by name of a filter of <see cref="MessageValues"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Values { get; init; } = new Dictionary<string, IReadOnlySet<string>>();

    /// <summary>Whether the message, whose destination shows as <paramref name="url"/>, is to be cancelled.</summary>
    public bool Matches(Message message, string url) =>
        message.CreatedAtMs >= FromMs && message.CreatedAtMs <= ToMs && MessageValues.Match(Values, message, url);
}
