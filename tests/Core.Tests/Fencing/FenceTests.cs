using Postrider.Core.Fencing;
using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Core.Tests.Store;
using StackExchange.Redis;

namespace Postrider.Core.Tests.Fencing;

/// <summary>Whatever an operator writes carries its leadership, and Redis refuses one whose time is over, in the same step.</summary>
public sealed class FenceTests : StoreTest
{
    private const string Lease = "kubernetes/system/postrider";
    private static readonly ResourceName Billing = new(Shop, "billing");
    private static readonly ResourceName Nightly = new(Shop, "nightly");

    public static TheoryData<string> Writes => [.. All.Keys];

    private static Dictionary<string, Func<IRegistryWriter, Task>> All { get; } = new()
    {
        ["put an Endpoint"] = writer => writer.PutAsync(Endpoint("https://late.example"), default),
        ["put a Topic"] = writer => writer.PutAsync(new TopicDefinition { Namespace = Shop, Name = "orders", Source = "kubernetes", Subscribers = [] }, default),
        ["put a Schedule"] = writer => writer.PutAsync(Schedule("5 * * * *"), default),
        ["remove an Endpoint"] = writer => writer.RemoveAsync(ResourceKind.Endpoint, Billing, "kubernetes", default),
        ["remove a Schedule"] = writer => writer.RemoveAsync(ResourceKind.Schedule, Nightly, "kubernetes", default),
        ["complete the registry"] = writer => writer.MarkCompleteAsync(default),
    };

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_of_an_earlier_leadership_is_refused_and_leaves_nothing(string write)
    {
        var (early, late) = (new Leading(1), new Leading(2));
        await ClaimAsync(early);
        await PutSomethingAsync(WriterOf(early));
        Assert.Null(await ClaimAsync(late));
        var before = await ContentAsync();
        await Assert.ThrowsAsync<FencedException>(() => All[write](WriterOf(early)));
        Assert.Equal(before, await ContentAsync());
        Assert.Equal(2, early.Standing);
        await All[write](WriterOf(late));
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Where_no_leadership_is_known_nothing_is_written_before_it_is_put_back(string write)
    {
        var leading = new Leading(3) { Restored = () => throw new FencedException("over") };
        await ClaimAsync(leading);
        await PutSomethingAsync(WriterOf(leading));
        await Redis.FlushAsync();
        if (!write.StartsWith("remove", StringComparison.Ordinal))
        {
            await Assert.ThrowsAsync<FencedException>(() => All[write](WriterOf(leading)));
        }

        Assert.Empty(await ContentAsync());
        leading.Restored = () => ClaimAsync(leading, begins: false);
        await All[write](WriterOf(leading));
    }

    [Fact]
    public async Task A_number_is_taken_once_and_put_back_by_who_had_it()
    {
        var leading = new Leading(7);
        Assert.Null(await ClaimAsync(leading));
        Assert.Equal(7, await ClaimAsync(new Leading(7)));
        Assert.Equal(7, await ClaimAsync(new Leading(6)));
        Assert.Null(await ClaimAsync(leading, begins: false));
        Assert.Null(await ClaimAsync(new Leading(8)));
        Assert.Equal(8, await ClaimAsync(leading, begins: false));
    }

    [Fact]
    public async Task Older_data_that_came_back_with_a_lower_number_gets_the_present_one_with_the_next_write()
    {
        var (early, late) = (new Leading(1), new Leading(2));
        await ClaimAsync(early);
        await WriterOf(late).PutAsync(Endpoint("https://new.example"), default);
        await Assert.ThrowsAsync<FencedException>(() => WriterOf(early).PutAsync(Endpoint("https://old.example"), default));
    }

    [Fact]
    public async Task Leases_of_others_and_programs_without_one_are_not_concerned()
    {
        var (mine, theirs) = (new Leading(9), new Leading(1, "kubernetes/other/postrider"));
        await ClaimAsync(mine);
        Assert.Null(await ClaimAsync(theirs));
        await WriterOf(theirs).PutAsync(Endpoint("https://a.example"), default);
        await WriterOf(mine).PutAsync(Schedule("5 * * * *"), default);
        await Writer.RemoveAsync(ResourceKind.Endpoint, Billing, "kubernetes", default);
        Assert.Empty(await Writer.ListAsync("folder", default));
    }

    private static async Task PutSomethingAsync(IRegistryWriter writer)
    {
        await writer.PutAsync(Endpoint("https://early.example"), default);
        await writer.PutAsync(Schedule("0 * * * *"), default);
    }

    private Task<long?> ClaimAsync(Leading leading, bool begins = true) => new FenceStore(Connections, Options).ClaimAsync(leading.Scope, leading.Number, begins);

    private RedisRegistryWriter WriterOf(Leading leading)
    {
        var scripts = new FencedScripts(Connections, leading);
        return new RedisRegistryWriter(Connections, scripts, new ScheduleStore(Connections, scripts, Options, Microsoft.Extensions.Options.Options.Create(new QueueLimits()), TimeProvider.System), Options);
    }

    private static EndpointDefinition Endpoint(string url) => new()
    {
        Namespace = Shop, Name = Billing.Name, Source = "kubernetes", Url = url, Limits = new FlowLimits(url.Length, 0, 0),
    };

    private static ScheduleDefinition Schedule(string cron) => new()
    {
        Namespace = Shop, Name = Nightly.Name, Source = "kubernetes", Cron = cron, Url = "https://a.example",
    };

    private async Task<IReadOnlyList<string>> ContentAsync()
    {
        var keys = (RedisKey[])(await Redis.Database.ExecuteAsync("KEYS", "*"))!;
        var content = await Task.WhenAll(keys.Select(async key => $"{key} {await ContentAsync(key)}"));
        return [.. content.Order(StringComparer.Ordinal)];
    }

    // Large hashes are dumped in an order that changes.
    private async Task<string> ContentAsync(RedisKey key) => await Redis.Database.KeyTypeAsync(key) == RedisType.Hash
        ? string.Join('|', (await Redis.Database.HashGetAllAsync(key)).Select(entry => entry.ToString()).Order(StringComparer.Ordinal))
        : Convert.ToHexString((await Redis.Database.KeyDumpAsync(key))!);

    /// <summary>A leadership that believes in itself whatever Redis says.</summary>
    private sealed class Leading(long number, string scope = Lease) : IWriteFence
    {
        public long Number => number;

        public string Scope => scope;

        public long? Standing { get; private set; }

        public Func<Task> Restored { get; set; } = () => Task.CompletedTask;

        public string Token => $"{number} {scope}";

        public Task RestoreAsync() => Restored();

        public void Refused(long standing) => Standing = standing;
    }
}
