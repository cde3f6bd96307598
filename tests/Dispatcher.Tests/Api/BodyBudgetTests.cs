using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Postrider.Dispatcher.Api;
using Postrider.Dispatcher.Hosting;

namespace Postrider.Dispatcher.Tests.Api;

public sealed class BodyBudgetTests
{
    private readonly FakeTimeProvider time = new();
    private readonly BodyBudget budget;

    public BodyBudgetTests() => budget = new(Options.Create(new GatewayOptions { MaxBodyBytes = 100 }), time);

    [Fact]
    public async Task One_alone_may_have_more_than_there_is()
    {
        using var room = budget.Open();
        await room.GrowAsync(60, default);
        await room.GrowAsync(1000, default);
        Assert.Equal(1000, room.Bytes);
    }

    [Fact]
    public async Task Who_asks_for_more_than_is_left_waits_until_it_is_given_back()
    {
        using var first = budget.Open();
        await first.GrowAsync(60, default);
        using var second = budget.Open();
        var waiting = second.GrowAsync(60, default).AsTask();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        await AdvanceUntilAsync(waiting);
        Assert.Equal(60, second.Bytes);
    }

    [Fact]
    public async Task Who_waits_in_vain_is_told_to_come_again_and_keeps_nothing()
    {
        using var first = budget.Open();
        await first.GrowAsync(60, default);
        using (var second = budget.Open())
        {
            await second.GrowAsync(30, default);
            await Assert.ThrowsAsync<GatewayFullException>(() => AdvanceUntilAsync(second.GrowAsync(41, default).AsTask()));
            Assert.Equal(30, second.Bytes);
        }

        using var third = budget.Open();
        await third.GrowAsync(40, default);
        Assert.Equal(40, third.Bytes);
    }

    private async Task AdvanceUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }

        await task;
    }
}
