using System.Net;
using System.Net.Sockets;
using Postrider.Dispatcher.Delivery;

namespace Postrider.Dispatcher.Tests.Delivery;

public sealed class HostLookupTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Name_servers_that_do_not_answer_hold_up_nothing_else()
    {
        using var answers = new ManualResetEventSlim();
        var lookup = new HostLookup(_ =>
        {
            answers.Wait();
            return [IPAddress.Loopback];
        });
        var slow = Enumerable.Range(0, 300).Select(number => lookup.FindAsync($"slow{number}.example", default)).ToList();
        await Task.Run(() => { }).WaitAsync(Patience);
        answers.Set();
        Assert.All(await Task.WhenAll(slow).WaitAsync(Patience), found => Assert.Equal([IPAddress.Loopback], found));
    }

    [Fact]
    public async Task Who_asks_for_a_name_while_it_is_looked_up_shares_the_answer_and_later_it_is_asked_for_anew()
    {
        using var answers = new ManualResetEventSlim();
        var asked = 0;
        var lookup = new HostLookup(_ =>
        {
            Interlocked.Increment(ref asked);
            answers.Wait();
            return [IPAddress.Loopback];
        });
        Task[] both = [lookup.FindAsync("a.example", default), lookup.FindAsync("A.example", default)];
        answers.Set();
        await Task.WhenAll(both).WaitAsync(Patience);
        Assert.Equal(1, asked);
        await lookup.FindAsync("a.example", default).WaitAsync(Patience);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task An_attempt_that_is_given_up_does_not_wait_for_the_answer()
    {
        using var answers = new ManualResetEventSlim();
        var lookup = new HostLookup(_ =>
        {
            answers.Wait();
            return [];
        });
        using var cancel = new CancellationTokenSource();
        var given = lookup.FindAsync("slow.example", cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        answers.Set();
    }

    [Fact]
    public async Task However_many_names_there_are_only_so_many_are_looked_up_at_once()
    {
        using var answers = new ManualResetEventSlim();
        var (running, most) = (0, 0);
        var lookup = new HostLookup(
            _ =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                answers.Wait();
                Interlocked.Decrement(ref running);
                return [IPAddress.Loopback];
            },
            mostAtOnce: 3);
        var slow = Enumerable.Range(0, 50).Select(number => lookup.FindAsync($"slow{number}.example", default)).ToList();
        await TestKit.Eventually.IsTrueAsync(() => Volatile.Read(ref running) == 3, "three are looked up");
        answers.Set();
        await Task.WhenAll(slow).WaitAsync(Patience);
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Who_gives_up_before_his_name_was_looked_up_needs_no_lookup()
    {
        using var answers = new ManualResetEventSlim();
        var asked = new System.Collections.Concurrent.ConcurrentBag<string>();
        var lookup = new HostLookup(
            host =>
            {
                asked.Add(host);
                answers.Wait();
                return [IPAddress.Loopback];
            },
            mostAtOnce: 1);
        var first = lookup.FindAsync("first.example", default);
        using var cancel = new CancellationTokenSource();
        var given = lookup.FindAsync("given-up.example", cancel.Token);
        var last = lookup.FindAsync("last.example", default);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        answers.Set();
        await Task.WhenAll(first, last).WaitAsync(Patience);
        Assert.Equal(["first.example", "last.example"], asked.Order());
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_an_error_each_time()
    {
        var lookup = new HostLookup(_ => throw new SocketException((int)SocketError.HostNotFound));
        await Assert.ThrowsAsync<SocketException>(() => lookup.FindAsync("none.example", default));
        await Assert.ThrowsAsync<SocketException>(() => lookup.FindAsync("none.example", default));
    }

    [Fact]
    public async Task An_address_is_asked_of_nobody() =>
        Assert.Equal([IPAddress.Parse("2001:db8::1")], await new HostLookup(_ => throw new InvalidOperationException()).FindAsync("2001:db8::1", default));

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
