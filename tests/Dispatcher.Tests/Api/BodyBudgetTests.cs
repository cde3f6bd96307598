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
        using var room = budget.Open("shop");
        await room.GrowAsync(60, default);
        await room.GrowAsync(1000, default);
        Assert.Equal(1000, room.Bytes);
    }

    [Fact]
    public async Task Who_asks_for_more_than_is_left_waits_until_it_is_given_back()
    {
        using var first = budget.Open("shop");
        await first.GrowAsync(60, default);
        using var second = budget.Open("shop");
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
        using var first = budget.Open("shop");
        await first.GrowAsync(60, default);
        using (var second = budget.Open("shop"))
        {
            await second.GrowAsync(30, default);
            await Assert.ThrowsAsync<GatewayFullException>(() => AdvanceUntilAsync(second.GrowAsync(41, default).AsTask()));
            Assert.Equal(30, second.Bytes);
        }

        using var third = budget.Open("shop");
        await third.GrowAsync(40, default);
        Assert.Equal(40, third.Bytes);
    }

    [Fact]
    public async Task Who_waits_for_much_is_not_passed_by_those_of_others_who_come_after()
    {
        using var first = budget.Open("shop");
        await first.GrowAsync(30, default);
        using var second = budget.Open("bank");
        await second.GrowAsync(20, default);
        using var large = budget.Open("greedy");
        var waiting = large.GrowAsync(90, default).AsTask();
        using var late = budget.Open("shop");
        var behind = late.GrowAsync(20, default).AsTask();
        Assert.False(behind.IsCompleted);
        first.Dispose();
        second.Dispose();
        await AdvanceUntilAsync(waiting);
        Assert.Equal(90, large.Bytes);
        await AdvanceUntilAsync(behind); // of the quarter that is kept for others
    }

    [Fact]
    public async Task A_quarter_stays_for_the_others_of_whoever_has_most()
    {
        using var most = budget.Open("greedy");
        await most.GrowAsync(5000, default);
        var again = budget.Open("greedy").GrowAsync(1, default).AsTask();
        using var other = budget.Open("shop");
        await other.GrowAsync(20, default);
        using var third = budget.Open("bank");
        await third.GrowAsync(5, default);
        Assert.False(again.IsCompleted);
        await Assert.ThrowsAsync<GatewayFullException>(() => AdvanceUntilAsync(third.GrowAsync(6, default).AsTask()));
        await Assert.ThrowsAsync<GatewayFullException>(() => AdvanceUntilAsync(again));
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
