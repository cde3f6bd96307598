namespace Postrider.Operator.Events;

/// <summary>Events that were told a while ago at most: the same again only counts up the one that is there.</summary>
internal sealed class ToldEvents(TimeProvider time)
{
    private const int Most = 5000;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);
    private readonly Dictionary<(string Identity, string Reason, string Message), Told> told = [];

    /// <summary>The object that told of the same; null when there is none.</summary>
    public Told? Find(ResourceEvent happened) =>
        told.TryGetValue(KeyOf(happened), out var found) && time.GetUtcNow() - found.Last < Memory ? found : null;

    /// <summary>Remembers the object that tells of an event, and how often it did.</summary>
    public void Remember(ResourceEvent happened, string objectName, int count)
    {
        if (told.Count >= Most)
        {
            told.Clear(); // an event more than necessary does less harm than a memory without end
        }

        told[KeyOf(happened)] = new Told(objectName, count, time.GetUtcNow());
    }

    private static (string, string, string) KeyOf(ResourceEvent happened) => (happened.Identity, happened.Reason, happened.Message);

    /// <summary>One object.</summary>
    internal sealed record Told(string ObjectName, int Count, DateTimeOffset Last);
}
