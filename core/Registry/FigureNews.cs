using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Registry;

/// <summary>
/// Tells which Endpoints were given messages since the last look, so that nobody has to look at all of them. Every reader has a position of
/// its own, and what it reads stays for others. Not for use by several threads at once.
/// </summary>
public sealed class FigureNews(RedisConnections connections, IOptions<RedisOptions> redis)
{
    // A Redis that takes over may have a clock that is a little behind, so the last of what was read is read again.
    private const double OverlapMicroseconds = 10_000_000;
    private readonly Dictionary<string, double>[] told = [.. Enumerable.Range(0, redis.Value.Partitions).Select(_ => new Dictionary<string, double>())];

    /// <summary>Endpoints with news since the last look; the first tells of all that ever had any.</summary>
    /// <exception cref="RedisException">Redis cannot be reached; the next look tells what this one would have.</exception>
    public async Task<IReadOnlyList<ResourceName>> ReadAsync()
    {
        var read = new SortedSetEntry[told.Length][];
        for (var partition = 0; partition < told.Length; partition++)
        {
            var from = told[partition].Count == 0 ? 0 : Math.Max(0, told[partition].Values.Max() - OverlapMicroseconds);
            read[partition] = await connections.Control.GetDatabase().SortedSetRangeByScoreWithScoresAsync(RedisKeys.News(partition), from).ConfigureAwait(false);
        }

        return [.. read.SelectMany((news, partition) => Fresh(news, partition))];
    }

    private List<ResourceName> Fresh(SortedSetEntry[] news, int partition)
    {
        var before = told[partition];
        if (news.Length > 0)
        {
            told[partition] = news.Where(entry => entry.Score >= news[^1].Score - OverlapMicroseconds).ToDictionary(entry => (string)entry.Element!, entry => entry.Score);
        }

        return [.. news.Where(entry => !before.TryGetValue(entry.Element!, out var score) || score != entry.Score).Select(entry => NameOf(entry.Element!))];
    }

    private static ResourceName NameOf(string entry)
    {
        var parts = entry.Split('\n');
        return new(parts[0], parts[1][MessageRoute.EndpointPrefix.Length..]);
    }
}
