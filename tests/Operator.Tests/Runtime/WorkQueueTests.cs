using Microsoft.Extensions.Time.Testing;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Tests.Runtime;

public sealed class WorkQueueTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly WorkQueue<string> queue;

    public WorkQueueTests() => queue = new WorkQueue<string>(time);

    public void Dispose() => queue.Dispose();

    [Fact]
    public async Task AKeyThatIsAskedForTwiceComesOnce()
    {
        queue.Add("a");
        queue.Add("a");
        queue.Add("b");

        Assert.Equal("a", await TakeAsync());
        Assert.Equal("b", await TakeAsync());
        Assert.Equal(0, queue.Length);
    }

    [Fact]
    public async Task AKeyInWorkIsNotGivenToAnotherWorkerUntilItIsDone()
    {
        queue.Add("a");
        await TakeAsync();
        queue.Add("a");

        var second = TakeAsync();
        Assert.False(second.IsCompleted);

        queue.Done("a");
        Assert.Equal("a", await second);
    }

    [Fact]
    public async Task AKeyThatNobodyAskedForMeanwhileDoesNotComeAgain()
    {
        queue.Add("a");
        queue.Done(await TakeAsync());
        queue.Add("b");

        Assert.Equal("b", await TakeAsync());
    }

    [Fact]
    public async Task ALaterKeyComesWhenItIsDue()
    {
        queue.AddAfter("a", TimeSpan.FromSeconds(10));
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(0, queue.Length);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a", await TakeAsync());
    }

    [Theory]
    [InlineData(10, 2)]
    [InlineData(2, 10)]
    public async Task OfSeveralLaterTimesTheEarliestCounts(int first, int second)
    {
        queue.AddAfter("a", TimeSpan.FromSeconds(first));
        queue.AddAfter("a", TimeSpan.FromSeconds(second));
        time.Advance(TimeSpan.FromSeconds(2));

        queue.Done(await TakeAsync());
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(0, queue.Length);
    }

    [Fact]
    public async Task ManyWorkersNeverShareAKey()
    {
        var inWork = new int[5];
        var shared = false;
        async Task WorkAsync()
        {
            for (var i = 0; i < 200; i++)
            {
                var key = await TakeAsync();
                shared |= Interlocked.Increment(ref inWork[key[0] - 'a']) > 1;
                await Task.Yield();
                Interlocked.Decrement(ref inWork[key[0] - 'a']);
                queue.Add(key);
                queue.Done(key);
            }
        }

        foreach (var key in "abcde")
        {
            queue.Add($"{key}");
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(WorkAsync)));
        Assert.False(shared);
    }

    private Task<string> TakeAsync() => queue.TakeAsync(CancellationToken.None).AsTask();

    [Fact]
    public async Task AClockThatIsSetBackPutsNothingOff()
    {
        var clock = new SettableClock();
        using var own = new WorkQueue<string>(clock);
        own.AddAfter("a", TimeSpan.FromMilliseconds(100));
        clock.Set -= TimeSpan.FromHours(2);
        own.AddAfter("a", TimeSpan.FromHours(1)); // an hour from now, and yet an hour ago to that clock
        Assert.Equal("a", await own.TakeAsync(CancellationToken.None).AsTask().WaitAsync(TestKit.Eventually.Patience));
    }

    /// <summary>The real time, whose time of day can be set.</summary>
    private sealed class SettableClock : TimeProvider
    {
        public TimeSpan Set { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Set;
    }
}
