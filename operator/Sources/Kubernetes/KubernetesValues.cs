using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Postrider.Core.Model;

namespace Postrider.Operator.Sources.Kubernetes;

/// <summary>
/// Reads Secrets, or ConfigMaps, by name when they are asked for, keeps those, and reads them again at a pace: nothing but <c>get</c> is needed, and memory
/// holds only what is referred to.
/// </summary>
internal sealed partial class KubernetesValues(
    Func<ResourceName, CancellationToken, Task<JsonObject?>> find, Func<JsonObject?, ValueContent> content, TimeProvider time, ILogger<KubernetesValues> logger) : IValueReader
{
    private readonly ConcurrentDictionary<ResourceName, HeldValues> held = new();

    public event Action<ResourceName>? Changed;

    public async Task<ValueReading> ReadAsync(ResourceName name, string key, CancellationToken cancel)
    {
        var mine = held.GetOrAdd(name, asked => new HeldValues(ReadAsync(asked, CancellationToken.None), time.GetTimestamp()));
        var reading = mine.Reading;
        try
        {
            var answer = (await reading.WaitAsync(cancel)).Read(key);
            mine.Asked(answer, time.GetTimestamp());
            return answer;
        }
        catch (Exception) when (reading.IsFaulted || reading.IsCanceled)
        {
            held.TryRemove(KeyValuePair.Create(name, mine));
            throw;
        }
    }

    public async Task RefreshAsync(CancellationToken cancel)
    {
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                await Task.Delay(ValuePace.Tick, time, cancel);
                await RefreshDueAsync(cancel);
            }
        }
        finally
        {
            held.Clear();
        }
    }

    /// <summary>Reads again what is due, what is missing first, but never only that.</summary>
    internal async Task RefreshDueAsync(CancellationToken cancel)
    {
        var most = (int)(ValuePace.MostPerSecond * ValuePace.Tick.TotalSeconds);
        foreach (var (name, secret) in held.Where(entry => time.GetElapsedTime(entry.Value.AskedAt) > ValuePace.Forgotten))
        {
            held.TryRemove(KeyValuePair.Create(name, secret));
        }

        var due = held.Where(entry => entry.Value.Reading.IsCompletedSuccessfully && IsDue(entry.Value)).OrderBy(entry => entry.Value.ReadAt).ToLookup(entry => entry.Value.IsMissing);
        var missing = due[true].Take(Math.Max(most / 2, most - due[false].Count())).ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = ValuePace.Parallel, CancellationToken = cancel };
        await Parallel.ForEachAsync(missing.Concat(due[false].Take(most - missing.Count)), options, async (entry, token) => await RefreshAsync(entry.Key, entry.Value, token));
    }

    private bool IsDue(HeldValues secret) => time.GetElapsedTime(secret.ReadAt) >= ValuePace.Interval(secret.IsMissing, secret.Jitter);

    private async Task RefreshAsync(ResourceName name, HeldValues secret, CancellationToken cancel)
    {
        try
        {
            if (secret.Take(await ReadAsync(name, cancel), time.GetTimestamp()))
            {
                Changed?.Invoke(name);
            }
        }
        catch (Exception exception) when (!cancel.IsCancellationRequested)
        {
            secret.Failed(time.GetTimestamp());
            NotRead(name, exception.Message);
        }
    }

    private async Task<ValueContent> ReadAsync(ResourceName name, CancellationToken cancel) => content(await find(name, cancel));

    // At every round of each of them; the watches tell of a server that is away.
    [LoggerMessage(Level = LogLevel.Debug, Message = "{Name} could not be read again, so what was read last stays in force: {Problem}")]
    private partial void NotRead(ResourceName name, string problem);
}
