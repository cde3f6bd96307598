using Postrider.Core.Model;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

/// <summary>Two namespaces of one partition: what they name alike stays apart.</summary>
public sealed class TenantTests : StoreTest
{
    private static readonly string Neighbour = Enumerable.Range(0, 100).Select(number => $"neighbour-{number}").First(ns => PartitionOf(ns) == Partition);
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task The_same_deduplication_id_never_meets()
    {
        await PublishAsync(TestMessage.To("a.example").WithDeduplication("order-1", 60_000));
        Assert.Equal(PublishCode.Stored, (await PublishAsync(TestMessage.To("a.example", Neighbour).WithDeduplication("order-1", 60_000))).Code);
    }

    [Fact]
    public async Task The_same_flow_key_never_meets()
    {
        await PublishAsync(TestMessage.To("a.example").WithFlow("key", parallelism: 1));
        await PublishAsync(TestMessage.To("a.example", Neighbour).WithFlow("key", parallelism: 1));
        Assert.Equal(2, (await LeaseAsync(session)).Leases.Count);
    }

    [Fact]
    public async Task The_same_endpoint_name_has_limits_and_figures_of_its_own()
    {
        await Writer.PutAsync(new EndpointDefinition { Namespace = Shop, Name = "billing", Source = "test", Url = "https://a.example/", Suspend = true }, default);
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        await PublishAsync(TestMessage.ToEndpoint("billing", Neighbour));
        Assert.Equal(Neighbour, (await LeaseOneAsync(session)).Message.Namespace);
        Assert.Equal(1, (await Writer.ReadFiguresAsync(new(Shop, "billing"), default)).Waiting);
        Assert.Equal(0, (await Writer.ReadFiguresAsync(new(Neighbour, "billing"), default)).Waiting);
    }

    [Fact]
    public async Task An_id_of_another_namespace_is_unknown_and_cannot_be_cancelled()
    {
        var id = await PublishToAsync("a.example");
        Assert.Null(await Messages.GetAsync(Neighbour, id));
        Assert.Null(await Messages.CancelAsync(Neighbour, id));
        Assert.NotNull(await Messages.GetAsync(Shop, id));
    }

    [Fact]
    public async Task Dead_letters_of_another_namespace_are_not_listed_read_removed_or_replayed()
    {
        await PublishToAsync("a.example");
        await SettleAsync(session, TestMessage.Bury(await LeaseOneAsync(session), "broken"));
        var dlqId = Assert.Single(await DeadLetters.ListAsync(Shop, null, 10)).DlqId;
        Assert.Empty(await DeadLetters.ListAsync(Neighbour, null, 10));
        Assert.Null(await DeadLetters.GetAsync(Neighbour, dlqId));
        Assert.False(await DeadLetters.DeleteAsync(Neighbour, dlqId));
        Assert.Equal(ReplayOutcome.Unknown, await DeadLetters.ReplayAsync(Neighbour, dlqId, TestMessage.To("a.example", Neighbour)));
        Assert.NotNull(await DeadLetters.GetAsync(Shop, dlqId));
    }

    [Fact]
    public async Task An_id_of_a_partition_that_does_not_exist_is_unknown() =>
        Assert.Null(await Messages.GetAsync(Shop, MessageId.New(200)));
}
