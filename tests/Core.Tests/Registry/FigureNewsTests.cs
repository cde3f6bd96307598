using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Tests.Store;

namespace Postrider.Core.Tests.Registry;

/// <summary>Who shows figures is told whose may have changed, and of nobody else.</summary>
public sealed class FigureNewsTests : StoreTest
{
    private static readonly ResourceName Billing = new(Shop, "billing");
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task An_endpoint_that_is_given_a_message_is_told_to_each_reader()
    {
        var (one, other) = (new FigureNews(Connections, Options), new FigureNews(Connections, Options));
        Assert.Empty(await one.ReadAsync());
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        await PublishAsync(TestMessage.ToEndpoint("audit", "neighbour"));
        await PublishToAsync("a.example");
        ResourceName[] both = [Billing, new("neighbour", "audit")];
        Assert.Equal(both.ToHashSet(), (await one.ReadAsync()).ToHashSet());
        Assert.Equal(both.ToHashSet(), (await other.ReadAsync()).ToHashSet());
    }

    [Fact]
    public async Task What_was_told_is_not_told_again_and_what_comes_by_a_clock_a_little_behind_is()
    {
        var news = new FigureNews(Connections, Options);
        await PublishAsync(TestMessage.ToEndpoint("old"));
        await SetAsync("old", 1);
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        Assert.Equal(2, (await news.ReadAsync()).Count);
        Assert.Empty(await news.ReadAsync());
        var last = (await Redis.Database.SortedSetScoreAsync($"{{{Partition}}}news", $"{Shop}\ne/billing"))!.Value;
        await SetAsync("behind", last - 9_000_000);
        Assert.Equal([new(Shop, "behind")], await news.ReadAsync());
        await SetAsync("billing", last + 1);
        Assert.Equal([Billing], await news.ReadAsync());
        Assert.Empty(await news.ReadAsync());
    }

    [Fact]
    public async Task A_removed_endpoint_has_no_news()
    {
        await Writer.PutAsync(new EndpointDefinition { Namespace = Shop, Name = "billing", Source = "test", Url = "https://a.example/" }, default);
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        await SettleAsync(session, new Core.Store.Settlement.Delivered(await LeaseOneAsync(session)));
        await Writer.RemoveAsync(ResourceKind.Endpoint, Billing, "test", default);
        Assert.Empty(await new FigureNews(Connections, Options).ReadAsync());
    }

    private Task SetAsync(string endpoint, double score) => Redis.Database.SortedSetAddAsync($"{{{Partition}}}news", $"{Shop}\ne/{endpoint}", score);
}
