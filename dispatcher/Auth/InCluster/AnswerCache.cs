using System.Collections.Concurrent;

namespace Postrider.Dispatcher.Auth.InCluster;

/// <summary>
/// Answers of the API server, at most <paramref name="capacity"/> of them. Those who want the same one at the same time share a call. While
/// it cannot be asked, or is slow, what is still usable goes on: after that nobody who has such an answer waits for another one.
/// </summary>
internal sealed class AnswerCache<TKey, TAnswer>(int capacity, TimeProvider time)
    where TKey : notnull
    where TAnswer : class
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2); // from a failure until it is tried again on behalf of those whom the cache serves
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1); // of those who have a usable answer
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10); // an older failure tells nothing of now
    private readonly ConcurrentDictionary<TKey, Kept> kept = new();
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TAnswer?>>> asking = new();
    private readonly Lock trimming = new();
    private Failure? failure;

    public int Count => kept.Count;

    /// <summary>The kept answer while it is fresh, else a new one; null when it is not known.</summary>
    /// <param name="key">What is asked.</param>
    /// <param name="ask">Asks; null when nobody can be asked. An answer that is never usable is not kept, and replaces what was.</param>
    public async ValueTask<TAnswer?> GetAsync(TKey key, Func<Task<Timed<TAnswer>?>> ask)
    {
        var (answer, worth) = Look(key);
        if (worth == Worth.Fresh)
        {
            return answer;
        }

        if (worth == Worth.Usable && failure is { } last && time.GetElapsedTime(last.At) is var since && since < Memory)
        {
            if (since >= Pause)
            {
                failure = new(time.GetTimestamp());
                _ = ShareAsync(key, ask);
            }

            return answer;
        }

        var asked = ShareAsync(key, ask);
        if (worth == Worth.Usable && await Task.WhenAny(asked, Task.Delay(Patience, time)).ConfigureAwait(false) != asked)
        {
            failure = new(time.GetTimestamp());
            return answer;
        }

        return await asked.ConfigureAwait(false) ?? Look(key).Answer;
    }

    /// <summary>What is kept; null when it is good for nothing.</summary>
    public TAnswer? Find(TKey key) => Look(key).Answer;

    public void Put(TKey key, Timed<TAnswer> answer)
    {
        if (answer.Usable <= TimeSpan.Zero)
        {
            kept.TryRemove(key, out _);
            return;
        }

        kept[key] = new(answer, time.GetTimestamp());
        if (kept.Count > capacity)
        {
            Trim();
        }
    }

    private (TAnswer? Answer, Worth Worth) Look(TKey key)
    {
        var worth = kept.TryGetValue(key, out var found) ? found.Answer.At(time.GetElapsedTime(found.At)) : Worth.Nothing;
        return (worth == Worth.Nothing ? null : found!.Answer.Answer, worth);
    }

    private Task<TAnswer?> ShareAsync(TKey key, Func<Task<Timed<TAnswer>?>> ask) => asking.GetOrAdd(key, _ => new(() => AskAsync(key, ask))).Value;

    private async Task<TAnswer?> AskAsync(TKey key, Func<Task<Timed<TAnswer>?>> ask)
    {
        try
        {
            var answer = await ask().ConfigureAwait(false);
            failure = answer is null ? new(time.GetTimestamp()) : null;
            if (answer is not null)
            {
                Put(key, answer);
            }

            return answer?.Answer;
        }
        finally
        {
            asking.TryRemove(key, out _);
        }
    }

    // A tenth at once, the oldest first: so it is rare.
    private void Trim()
    {
        lock (trimming)
        {
            var surplus = kept.Count - capacity;
            if (surplus <= 0)
            {
                return;
            }

            foreach (var (key, _) in kept.OrderBy(entry => entry.Value.At).Take(surplus + (capacity / 10)).ToList())
            {
                kept.TryRemove(key, out _);
            }
        }
    }

    private sealed record Failure(long At);

    private sealed record Kept(Timed<TAnswer> Answer, long At);
}
