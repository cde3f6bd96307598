using Microsoft.Extensions.Time.Testing;
using Postrider.Dispatcher.Auth.InCluster;

namespace Postrider.Dispatcher.Tests.Auth.InCluster;

public sealed class AnswerCacheTests
{
    private readonly FakeTimeProvider time = new();
    private readonly AnswerCache<string, string> cache;
    private int asked;
    private bool isAway;

    public AnswerCacheTests() => cache = new(capacity: 100, time);

    [Fact]
    public async Task For_sixty_seconds_nothing_is_asked_again()
    {
        await GetAsync();
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("answer 1", await GetAsync());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("answer 2", await GetAsync());
    }

    [Fact]
    public async Task While_nobody_can_be_asked_a_kept_answer_goes_on_for_ten_minutes_more()
    {
        await GetAsync();
        isAway = true;
        time.Advance(TimeSpan.FromSeconds(60));
        for (var minute = 0; minute < 10; minute++)
        {
            Assert.Equal("answer 1", await GetAsync());
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Null(await GetAsync());
        isAway = false;
        Assert.NotNull(await GetAsync());
    }

    [Fact]
    public async Task Whoever_has_no_kept_answer_gets_none_while_nobody_can_be_asked()
    {
        isAway = true;
        Assert.Null(await GetAsync());
        isAway = false;
        Assert.Equal("answer 2", await GetAsync());
    }

    [Fact]
    public async Task After_a_failure_kept_answers_are_given_without_waiting_for_another_one()
    {
        await GetAsync();
        isAway = true;
        time.Advance(TimeSpan.FromSeconds(61));
        await GetAsync();
        await GetAsync();
        Assert.Equal(2, asked);
        time.Advance(TimeSpan.FromSeconds(2));
        isAway = false;
        Assert.Equal("answer 1", await GetAsync()); // and asks meanwhile
        Assert.Equal("answer 3", await GetAsync());
    }

    [Fact]
    public async Task Whoever_has_a_kept_answer_waits_a_second_at_most_for_one_that_is_slow_and_the_next_one_not_at_all()
    {
        await GetAsync();
        time.Advance(TimeSpan.FromSeconds(60));
        var slow = new TaskCompletionSource<Timed<string>?>();
        var first = cache.GetAsync("one", () => slow.Task).AsTask();
        Assert.False(first.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("answer 1", await first);
        Assert.Equal("answer 1", await cache.GetAsync("one", () => slow.Task));
        slow.SetResult(For("late"));
        await TestKit.Eventually.IsTrueAsync(async () => await cache.GetAsync("one", () => slow.Task) == "late", "the answer is kept when it comes");
    }

    [Fact]
    public async Task Those_who_want_the_same_at_the_same_time_share_a_call()
    {
        var pending = new TaskCompletionSource();
        var callers = Enumerable.Range(0, 50).Select(_ => cache.GetAsync("same", async () =>
        {
            asked++;
            await pending.Task;
            return For("shared");
        }).AsTask()).ToList();
        pending.SetResult();
        Assert.All(await Task.WhenAll(callers), answer => Assert.Equal("shared", answer));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task An_answer_that_is_never_usable_ends_the_one_before()
    {
        await GetAsync();
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("no", await cache.GetAsync("one", () => Task.FromResult<Timed<string>?>(new("no", TimeSpan.Zero, TimeSpan.Zero))));
        isAway = true;
        Assert.Null(await GetAsync());
    }

    [Fact]
    public async Task It_never_keeps_more_than_its_capacity_and_lets_the_oldest_go()
    {
        for (var number = 0; number < 1000; number++)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            await cache.GetAsync($"{number}", () => Task.FromResult<Timed<string>?>(For("x")));
            Assert.InRange(cache.Count, 1, 100);
        }

        Assert.NotNull(cache.Find("999"));
        Assert.Null(cache.Find("0"));
    }

    [Fact]
    public async Task A_question_that_throws_is_asked_again()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => cache.GetAsync("one", () => throw new InvalidOperationException()).AsTask());
        Assert.Equal("answer 1", await GetAsync());
    }

    private static Timed<string> For(string answer) => new(answer, CacheTimes.Fresh, CacheTimes.Usable);

    private ValueTask<string?> GetAsync() => cache.GetAsync("one", () =>
    {
        asked++;
        return Task.FromResult(isAway ? null : For($"answer {asked}"));
    });
}
