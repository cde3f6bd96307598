namespace Postrider.TestKit;

/// <summary>Waits for something to become true: returns as soon as it is, and fails with what was seen last when it never is.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task IsTrueAsync(Func<Task<bool>> condition, string what, TimeSpan? patience = null) =>
        BecomesAsync(condition, holds => holds, what, patience);

    public static Task IsTrueAsync(Func<bool> condition, string what, TimeSpan? patience = null) =>
        BecomesAsync(() => Task.FromResult(condition()), holds => holds, what, patience);

    /// <summary>Returns the first value that <paramref name="expected"/> accepts.</summary>
    public static async Task<T> BecomesAsync<T>(Func<Task<T>> read, Func<T, bool> expected, string what, TimeSpan? patience = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var seen = await read();
            if (expected(seen))
            {
                return seen;
            }

            if (TimeProvider.System.GetElapsedTime(started) > (patience ?? Patience))
            {
                throw new TimeoutException($"{what}: not within {(patience ?? Patience).TotalSeconds} s; last seen: {seen}");
            }

            await Task.Delay(Interval);
        }
    }
}
