using System.Globalization;

namespace Postrider.Core.Tests.Store;

/// <summary>The clock of Redis is set back, as by a correction or a failover: to the scripts it is as if they had seen a later time before.</summary>
public sealed class ClockTests : StoreTest
{
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task A_small_step_back_puts_nothing_off_and_breaks_no_order()
    {
        var first = await PublishToAsync("a.example");
        await SawLaterAsync(TimeSpan.FromSeconds(2));
        var second = await PublishToAsync("a.example");
        var answer = await LeaseAsync(session);
        Assert.Equal([first, second], answer.Leases.Select(lease => lease.Message.Id));
    }

    [Fact]
    public async Task A_lease_lasts_no_longer_than_the_step_and_its_span()
    {
        await PublishToAsync("a.example");
        await SawLaterAsync(TimeSpan.FromSeconds(1));
        await LeaseOneAsync(session, Short);
        await RecoverAsync(1);
        await LeaseOneAsync(TestMessage.NewSession());
    }

    [Fact]
    public async Task A_rate_window_that_began_later_than_now_is_begun_anew()
    {
        await SawLaterAsync(TimeSpan.FromHours(1));
        await Redis.Database.HashSetAsync($"{{{Partition}}}gf{Shop}\nkey", [new("ws", Micros(TimeSpan.FromHours(1))), new("wc", 1)]);
        await PublishAsync(TestMessage.To("a.example").WithFlow("key", rate: 1, periodMs: 60_000));
        await LeaseOneAsync(session);
    }

    [Fact]
    public async Task A_large_step_back_is_believed()
    {
        await SawLaterAsync(TimeSpan.FromHours(1));
        await PublishToAsync("a.example");
        await LeaseOneAsync(session);
        var seen = (long)await Redis.Database.StringGetAsync(Clock);
        Assert.InRange(seen, Micros(TimeSpan.FromMinutes(-1)), Micros(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task What_a_worker_reads_is_the_time_that_publishes_are_noted_with()
    {
        await SawLaterAsync(TimeSpan.FromSeconds(3));
        var seen = (long)await Redis.Database.StringGetAsync(Clock);
        Assert.InRange(await Leases.ReadTimeAsync(Partition), seen, seen + Micros(TimeSpan.FromMinutes(1)));
    }

    private static string Clock => $"{{{Partition}}}clk";

    private Task SawLaterAsync(TimeSpan step) => Redis.Database.StringSetAsync(Clock, Micros(step).ToString(CultureInfo.InvariantCulture));

    private static long Micros(TimeSpan fromNow) => (DateTimeOffset.UtcNow + fromNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
