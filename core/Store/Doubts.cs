using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>Messages of which nobody knows whether Redis stored them, and whose publishers were told that it did not.</summary>
internal sealed class Doubts
{
    private const int TombstoneMs = 60_000; // longer than a command can be under way
    private readonly Lock gate = new();
    private readonly List<NewMessage> messages = [];

    public bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return messages.Count == 0;
            }
        }
    }

    public void Add(IEnumerable<NewMessage> added)
    {
        lock (gate)
        {
            messages.AddRange(added);
        }
    }

    /// <summary>The oldest, up to <paramref name="most"/>.</summary>
    public IReadOnlyList<NewMessage> Peek(int most)
    {
        lock (gate)
        {
            return [.. messages.Take(most)];
        }
    }

    /// <summary>Forgets the oldest: they are taken back.</summary>
    public void Remove(int count)
    {
        lock (gate)
        {
            messages.RemoveRange(0, count);
        }
    }

    /// <summary>What <c>take_back.lua</c> reads.</summary>
    public static RedisValue[] Arguments(byte[] gateway, IReadOnlyList<NewMessage> messages) =>
        [gateway, TombstoneMs, .. messages.SelectMany(message => new RedisValue[] { message.Message.Id.Bytes, message.Deduplication?.Hash ?? RedisValue.EmptyString })];
}
