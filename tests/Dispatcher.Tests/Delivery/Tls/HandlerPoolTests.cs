using Microsoft.Extensions.Time.Testing;
using Postrider.Dispatcher.Delivery;
using Postrider.Dispatcher.Delivery.Tls;

namespace Postrider.Dispatcher.Tests.Delivery.Tls;

public sealed class HandlerPoolTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly HandlerPool pool;

    public HandlerPoolTests() => pool = new HandlerPool(loopbackAllowed: true, time, most: 2);

    public void Dispose() => pool.Dispose();

    [Fact]
    public void Equal_settings_share_a_handler_and_different_ones_do_not()
    {
        var first = pool.Rent(Named("a"));
        Assert.Same(first, pool.Rent(Named("a")));
        Assert.NotSame(first, pool.Rent(Named("b")));
        Assert.Equal(2, pool.Count);
    }

    [Fact]
    public void A_text_in_another_place_is_another_content()
    {
        TlsSettings[] all = [new("x", null, null), new(null, "x", null), new(null, null, "x"), new("x", "x", null), new("x", null, "x"), new("", null, null), new(null, null, null)];
        Assert.Equal(all.Length, all.Select(settings => settings.Fingerprint).Distinct().Count());
    }

    [Fact]
    public async Task What_nobody_uses_is_disposed_of_and_what_is_in_use_is_not()
    {
        var (used, unused) = (pool.Rent(Named("used")), pool.Rent(Named("unused")));
        var (open, closed) = (used.Invoker, unused.Invoker);
        pool.Return(unused);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(2, pool.Count);
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(1, pool.Count);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => SendAsync(closed));
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(open));
        pool.Return(used);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, pool.Count);
    }

    [Fact]
    public void It_is_bounded_by_leaving_out_what_was_not_used_for_longest()
    {
        foreach (var name in new[] { "a", "b", "a", "c" })
        {
            time.Advance(TimeSpan.FromSeconds(1));
            pool.Return(pool.Rent(Named(name)));
        }

        Assert.Equal(2, pool.Count);
        var kept = pool.Rent(Named("a"));
        Assert.Equal(2, pool.Count);
        Assert.Equal(1, kept.Uses);
    }

    [Fact]
    public void More_than_the_bound_are_kept_only_while_all_are_in_use()
    {
        var rented = new[] { "a", "b", "c" }.Select(name => pool.Rent(Named(name))).ToList();
        Assert.Equal(3, pool.Count);
        rented.ForEach(pool.Return);
        Assert.Equal(2, pool.Count);
    }

    private static TlsSettings Named(string name) => new(null, null, name);

    private static async Task SendAsync(HttpMessageInvoker invoker)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1:1/");
        using var answer = await invoker.SendAsync(request, default);
    }
}
