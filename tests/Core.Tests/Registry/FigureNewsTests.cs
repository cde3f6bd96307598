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
    public async Task What_was_told_long_ago_is_not_told_again()
    {
        var news = new FigureNews(Connections, Options);
        await PublishAsync(TestMessage.ToEndpoint("old"));
        await Redis.Database.SortedSetAddAsync($"{{{Partition}}}news", $"{Shop}\ne/old", 1);
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        Assert.Equal(2, (await news.ReadAsync()).Count);
        Assert.Equal([Billing], await news.ReadAsync()); // so recent that a clock might be behind it
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
}
