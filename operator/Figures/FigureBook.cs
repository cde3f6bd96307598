using System.Text.Json.Nodes;
using Postrider.Operator.Controllers.Statuses;

namespace Postrider.Operator.Figures;

/// <summary>Knows whose figures are worth a look, and when they were written last: at most once a minute for each resource.</summary>
internal sealed class FigureBook(TimeProvider time)
{
    /// <summary>How long the figures of one resource stand at least.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<FigureKey, Entry> entries = [];

    /// <summary>Looks at a resource that is new here. Its status tells when another run, or another program, wrote figures.</summary>
    public void Meet(FigureKey key, JsonObject? status)
    {
        lock (gate)
        {
            if (!entries.ContainsKey(key))
            {
                entries[key] = new Entry(Last(status), time.GetUtcNow());
            }
        }
    }

    /// <summary>There is something new to show of a resource; one that nobody has met does not count.</summary>
    public void HasNews(FigureKey key)
    {
        lock (gate)
        {
            if (entries.TryGetValue(key, out var entry))
            {
                entry.LookAt = time.GetUtcNow();
            }
        }
    }

    /// <summary>There is no telling what is still true.</summary>
    public void LookAtAll()
    {
        lock (gate)
        {
            foreach (var entry in entries.Values)
            {
                entry.LookAt = time.GetUtcNow();
            }
        }
    }

    /// <summary>Figures were read, and perhaps written.</summary>
    /// <param name="again">When another look is worth it, unless there is news earlier; null = not before there is news.</param>
    public void Looked(FigureKey key, bool wrote, DateTimeOffset? again)
    {
        lock (gate)
        {
            var entry = entries.GetValueOrDefault(key) ?? (entries[key] = new Entry(DateTimeOffset.MinValue, null));
            entry.WrittenAt = wrote ? time.GetUtcNow() : entry.WrittenAt;
            entry.LookAt = entry.LookAt is { } news && (again is null || news < again) ? news : again;
        }
    }

    public void Forget(FigureKey key)
    {
        lock (gate)
        {
            entries.Remove(key);
        }
    }

    /// <summary>Those that are to be looked at now, whose figures stand longest first; each is taken off the list until it is said when again.</summary>
    public IReadOnlyList<FigureKey> TakeDue(int most)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            var due = entries.Where(entry => entry.Value.LookAt <= now && entry.Value.WrittenAt <= now - Pause).OrderBy(entry => entry.Value.WrittenAt).Take(most).ToList();
            due.ForEach(entry => entry.Value.LookAt = null);
            return [.. due.Select(entry => entry.Key)];
        }
    }

    // A clock that was set back must not keep figures from being written for long.
    private DateTimeOffset Last(JsonObject? status)
    {
        var last = StatusTime.Read(status?["messages"]?["observedTime"]) ?? StatusTime.Read(status?["lastScheduleTime"]) ?? DateTimeOffset.MinValue;
        return last <= time.GetUtcNow() ? last : time.GetUtcNow();
    }

    private sealed class Entry(DateTimeOffset writtenAt, DateTimeOffset? lookAt)
    {
        public DateTimeOffset WrittenAt { get; set; } = writtenAt;

        public DateTimeOffset? LookAt { get; set; } = lookAt;
    }
}
