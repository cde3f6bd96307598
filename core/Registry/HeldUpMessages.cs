using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Registry;

/// <summary>
/// Tells since when messages to an Endpoint are held up: by a limit, a suspension or a backlog. One look at a namespace answers for all of
/// its Endpoints for a few seconds, since it goes through the namespace's lanes, the first 20,000 of them.
/// </summary>
public sealed class HeldUpMessages(RedisConnections connections, IOptions<RedisOptions> redis, TimeProvider time)
{
    private const int LanesPerPiece = 500;
    private const int MostPieces = 40;
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, Look> looks = new(StringComparer.Ordinal);

    /// <summary>The moment at which the message that is held up longest was due; null when none is.</summary>
    public async Task<DateTimeOffset?> SinceAsync(ResourceName endpoint)
    {
        var ns = endpoint.Namespace;
        var look = looks.AddOrUpdate(ns, Begin, (_, before) => IsFresh(before) ? before : Begin(ns));
        var since = await look.Since.ConfigureAwait(false);
        return since.TryGetValue(MessageRoute.EndpointPrefix + endpoint.Name, out var moment) ? moment : null;
    }

    private Look Begin(string ns) => new(time.GetTimestamp(), ReadAsync(ns));

    private bool IsFresh(Look look) => !look.Since.IsFaulted && time.GetElapsedTime(look.At) < Freshness;

    private async Task<Dictionary<string, DateTimeOffset>> ReadAsync(string ns)
    {
        var found = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var tag = RedisKeys.Tag(Partitioning.PartitionOf(ns, redis.Value.Partitions));
        var cursor = "0";
        for (var piece = 0; piece < MostPieces && (piece == 0 || cursor != "0"); piece++)
        {
            var answer = (RedisValue[])(await RedisScripts.HeldUp.RunAsync(connections.Control.GetDatabase(), tag, [ns, cursor, LanesPerPiece]).ConfigureAwait(false))!;
            cursor = answer[0]!;
            Add(found, answer);
        }

        return found;
    }

    private static void Add(Dictionary<string, DateTimeOffset> found, RedisValue[] answer)
    {
        for (var position = 1; position < answer.Length; position += 2)
        {
            var since = DateTimeOffset.UnixEpoch.AddMicroseconds(double.Parse((string)answer[position + 1]!, CultureInfo.InvariantCulture));
            string destination = answer[position]!;
            found[destination] = found.TryGetValue(destination, out var other) && other < since ? other : since;
        }
    }

    private sealed record Look(long At, Task<Dictionary<string, DateTimeOffset>> Since);
}
