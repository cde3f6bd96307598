using System.Net;
using Microsoft.Extensions.Time.Testing;
using Postrider.Core.Redis.Sentinel;

namespace Postrider.Core.Tests.Redis.Sentinel;

public sealed class SentinelAnswersTests
{
    private static readonly EndPoint One = new DnsEndPoint("sentinel-1", 26379), Two = new DnsEndPoint("sentinel-2", 26379), Old = new IPEndPoint(1, 6379), New = new IPEndPoint(2, 6379);
    private readonly FakeTimeProvider time = new();
    private readonly SentinelAnswers answers;

    public SentinelAnswersTests() => answers = new(time);

    [Fact]
    public void Nobody_has_said_anything_at_first() => Assert.Null(answers.Primary);

    [Fact]
    public void Who_knows_of_the_latest_failover_is_believed()
    {
        answers.Learn(One, New, epoch: 5);
        answers.Learn(Two, Old, epoch: 4);
        Assert.Equal(New, answers.Primary);
        answers.Learn(Two, New, epoch: 5);
        answers.Learn(One, Old, epoch: 6);
        Assert.Equal(Old, answers.Primary);
    }

    [Fact]
    public void What_was_said_long_ago_counts_no_more()
    {
        answers.Learn(One, Old, epoch: 5);
        time.Advance(TimeSpan.FromSeconds(2));
        answers.Learn(Two, New, epoch: 0); // made anew
        Assert.Equal(Old, answers.Primary);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(New, answers.Primary);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Null(answers.Primary);
    }
}
