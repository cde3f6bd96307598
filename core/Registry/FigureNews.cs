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
    // A Redis that takes over may have a clock that is a little behind: what is told twice does no harm.
    private const long OverlapMicroseconds = 10_000_000;
    private readonly double[] positions = new double[redis.Value.Partitions];

    /// <summary>Endpoints with news, some of them told before; the first look tells of all that ever had any.</summary>
    /// <exception cref="RedisException">Redis cannot be reached; the next look tells what this one would have.</exception>
    public async Task<IReadOnlyList<ResourceName>> ReadAsync()
    {
        var names = new List<ResourceName>();
        for (var partition = 0; partition < positions.Length; partition++)
        {
            var news = await connections.Control.GetDatabase()
                .SortedSetRangeByScoreWithScoresAsync(RedisKeys.News(partition), positions[partition]).ConfigureAwait(false);
            names.AddRange(news.Select(entry => NameOf(entry.Element!)));
            positions[partition] = news.Length == 0 ? positions[partition] : Math.Max(0, news[^1].Score - OverlapMicroseconds);
        }

        return names;
    }

    private static ResourceName NameOf(string entry)
    {
        var parts = entry.Split('\n');
        return new(parts[0], parts[1][MessageRoute.EndpointPrefix.Length..]);
    }
}
