using System.Collections.Concurrent;
using System.Net;

namespace Postrider.Core.Redis.Sentinel;

/// <summary>What each Sentinel said last, and which Redis is the primary by that: as the one says that knows of the latest failover, of those who spoke lately.</summary>
internal sealed class SentinelAnswers(TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(3); // so Sentinels that are all made anew, and count from the beginning, are believed soon
    private readonly ConcurrentDictionary<EndPoint, Answer> said = new();

    /// <summary>The address of the primary; null when nobody has said one lately.</summary>
    public EndPoint? Primary => said.Values.Where(answer => time.GetElapsedTime(answer.At) < Memory).MaxBy(answer => answer.Epoch)?.Primary;

    /// <param name="sentinel">Who says it.</param>
    /// <param name="primary">Which one is the primary.</param>
    /// <param name="epoch">The failover by which it became that: Sentinels count them up.</param>
    public void Learn(EndPoint sentinel, EndPoint primary, long epoch) => said[sentinel] = new(primary, epoch, time.GetTimestamp());

    private sealed record Answer(EndPoint Primary, long Epoch, long At);
}
