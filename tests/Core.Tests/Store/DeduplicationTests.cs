using System.Text;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

public sealed class DeduplicationTests : StoreTest
{
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task The_same_id_within_its_window_is_stored_once_and_answers_the_first()
    {
        var first = await PublishAsync(Numbered("order-1"));
        var second = await PublishAsync(Numbered("order-1"));
        Assert.Equal((PublishCode.Duplicate, first.Id), (second.Code, second.Id));
        Assert.Single((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task Two_of_one_call_are_compared_too()
    {
        var answers = await Publisher.PublishAsync([Numbered("order-1"), Numbered("order-2"), Numbered("order-1")]);
        Assert.Equal([PublishCode.Stored, PublishCode.Stored, PublishCode.Duplicate], answers.Select(answer => answer.Code));
    }

    [Fact]
    public async Task Racing_publishers_store_one()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => PublishAsync(Numbered("order-1"))));
        Assert.Single(answers, answer => answer.Code == PublishCode.Stored);
        Assert.Single(answers.Select(answer => answer.Id).Distinct());
    }

    [Fact]
    public async Task The_window_outlives_the_delivery_of_the_message()
    {
        await PublishAsync(Numbered("order-1"));
        await SettleAsync(session, new Settlement.Delivered(await LeaseOneAsync(session)));
        Assert.Equal(PublishCode.Duplicate, (await PublishAsync(Numbered("order-1"))).Code);
    }

    [Fact]
    public async Task After_the_window_the_id_is_free_again()
    {
        var first = await PublishAsync(Numbered("order-1", windowMs: 80));
        var second = await TestKit.Eventually.BecomesAsync(() => PublishAsync(Numbered("order-1", windowMs: 80)), answer => answer.Code == PublishCode.Stored, "the window is over");
        Assert.NotEqual(first.Id, second.Id);
    }

    [Theory]
    [InlineData(1, 60_000)]
    [InlineData(60_000, 60_000)]
    [InlineData(60_001, 600_000)]
    [InlineData(3_600_000, 3_600_000)]
    [InlineData(86_400_000, 86_400_000)]
    [InlineData(604_800_000, 604_800_000)]
    public void A_window_belongs_to_the_shortest_class_that_holds_it(long windowMs, long windowClass) =>
        Assert.Equal(windowClass, Deduplication.ById(Shop, "order-1", "", windowMs).WindowClass);

    [Fact]
    public async Task Upkeep_forgets_ids_whose_window_is_over_and_keeps_the_others()
    {
        for (var number = 0; number < 10; number++)
        {
            await PublishAsync(Numbered($"short-{number}", windowMs: 50));
            await PublishAsync(Numbered($"long-{number}", windowMs: 600_000));
        }

        await ForgottenAsync(10);
        Assert.Equal(0, await Redis.Database.StreamLengthAsync($"{{{Partition}}}ds60000"));
        Assert.Equal(10, await Redis.Database.StreamLengthAsync($"{{{Partition}}}ds600000"));
    }

    [Fact]
    public async Task An_id_is_forgotten_though_the_clock_of_Redis_stepped_back()
    {
        const long Step = 4_500_000; // µs; a longer one is adopted
        await Redis.Database.StringSetAsync($"{{{Partition}}}clk", await Leases.ReadTimeAsync(Partition) + Step);
        await PublishAsync(Numbered("one"));
        await PublishAsync(Numbered("two"));
        Assert.Equal(2, await Redis.Database.StreamLengthAsync($"{{{Partition}}}ds60000")); // what is not in it is never found again
    }

    [Fact]
    public async Task A_class_without_ids_leaves_nothing_behind()
    {
        await PublishAsync(Numbered("short", windowMs: 50));
        await ForgottenAsync(0);
        Assert.False(await Redis.Database.KeyExistsAsync($"{{{Partition}}}ds60000"));
    }

    [Fact]
    public async Task An_id_renewed_with_a_longer_window_does_not_keep_the_others_of_its_first_class()
    {
        await PublishAsync(Numbered("renewed", windowMs: 30));
        await TestKit.Eventually.IsTrueAsync(async () => (await PublishAsync(Numbered("renewed", windowMs: 600_000))).Code == PublishCode.Stored, "it is renewed");
        await PublishAsync(Numbered("other", windowMs: 30));
        await ForgottenAsync(1);
        Assert.Equal(PublishCode.Duplicate, (await PublishAsync(Numbered("renewed", windowMs: 600_000))).Code);
    }

    [Fact]
    public async Task An_id_that_is_accepted_again_and_again_does_not_keep_the_others_of_its_class()
    {
        const int windowMs = 59_950; // accepted before, so long ago that its window was over then
        var before = (await Leases.ReadTimeAsync(Partition) / 1000) - windowMs;
        await Redis.Database.StreamAddAsync($"{{{Partition}}}ds60000", "h", Numbered("renewed").Deduplication!.Hash, messageId: $"{before}-0");
        for (var number = 0; number < 10; number++)
        {
            await PublishAsync(Numbered($"other-{number}", windowMs: 30));
        }

        Assert.Equal(PublishCode.Stored, (await PublishAsync(Numbered("renewed", windowMs))).Code);
        await ForgottenAsync(1);
        Assert.Equal(1, await Redis.Database.StreamLengthAsync($"{{{Partition}}}ds60000"));
    }

    [Fact]
    public void A_content_hash_tells_every_part_from_every_other()
    {
        byte[][] hashes =
        [
            ByContent("https://a/", "text/plain", [], "body"),
            ByContent("https://b/", "text/plain", [], "body"),
            ByContent("https://a/", "text/html", [], "body"),
            ByContent("https://a/", null, [], "text/plainbody"),
            ByContent("https://a/", "text/plain", [new("A", "1")], "body"),
            ByContent("https://a/", "text/plain", [new("A", "2")], "body"),
            ByContent("https://a/", "text/plain", [], "body2"),
            Deduplication.ById(Shop, "https://a/", "", 1000).Hash,
        ];
        Assert.Equal(hashes.Length, hashes.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void The_order_and_case_of_header_names_do_not_matter() => Assert.Equal(
        ByContent("https://a/", null, [new("A", "1"), new("B", "2")], "body"), ByContent("https://a/", null, [new("b", "2"), new("a", "1")], "body"));

    private static byte[] ByContent(string destination, string? contentType, IEnumerable<KeyValuePair<string, string>> headers, string body) =>
        Deduplication.ByContent(Shop, destination, contentType, headers, Encoding.UTF8.GetBytes(body), 1000).Hash;

    private static NewMessage Numbered(string id, long windowMs = 60_000) => TestMessage.To("a.example").WithDeduplication(id, windowMs);

    private async Task ForgottenAsync(int left) => await TestKit.Eventually.IsTrueAsync(
        async () =>
        {
            await Leases.TickAsync(Partition, Long);
            return await Redis.Database.HashLengthAsync($"{{{Partition}}}dx") == left;
        },
        $"{left} ids are left",
        TimeSpan.FromSeconds(5));
}
