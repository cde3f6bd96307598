using Postrider.Core.Waiting;
using Postrider.TestKit;

namespace Postrider.Core.Tests.Waiting;

public sealed class InlineSignalTests
{
    private readonly InlineSignal signal = new();

    [Fact]
    public void Signals_that_come_before_it_waits_are_one()
    {
        signal.Set();
        signal.Set();
        Assert.True(signal.WaitAsync().IsCompletedSuccessfully);
        Assert.False(signal.WaitAsync().IsCompleted);
    }

    [Fact]
    public void Who_waits_goes_on_on_the_thread_that_sets_it()
    {
        var woken = 0;
        var loop = LoopAsync();
        signal.Set();
        Assert.Equal(1, woken);
        signal.Set();
        Assert.Equal(2, woken);
        Assert.False(loop.IsCompleted);

        async Task LoopAsync()
        {
            while (true)
            {
                await signal.WaitAsync().ConfigureAwait(false);
                woken++;
            }
        }
    }

    [Fact]
    public async Task What_was_done_before_a_signal_is_never_missed()
    {
        const int Setters = 4;
        const int Each = 50_000;
        var done = 0;
        var seen = Task.Run(async () =>
        {
            while (Volatile.Read(ref done) < Setters * Each)
            {
                await signal.WaitAsync().ConfigureAwait(false);
            }
        });
        await Task.WhenAll(Enumerable.Range(0, Setters).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                Interlocked.Increment(ref done);
                signal.Set();
            }
        })));
        await seen.WaitAsync(Eventually.Patience);
    }
}
