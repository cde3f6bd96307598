using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store;
using Postrider.TestKit.Network;
using StackExchange.Redis;

namespace Postrider.Core.Tests.Store;

/// <summary>What a publish was refused for, because Redis did not answer, never happens later.</summary>
public sealed class TakeBackTests : StoreTest
{
    [Fact]
    public async Task A_message_that_was_stored_and_not_answered_is_taken_back()
    {
        await using var relay = new TcpRelay(Redis.Port);
        await using var far = Connect(relay.Port);
        await using var publisher = PublisherOver(far);
        var message = TestMessage.To("a.example").WithDeduplication("order-1", 600_000);
        var publishing = await PublishUnansweredAsync(publisher, relay, message);
        await Assert.ThrowsAsync<StoreUnavailableException>(publishing);
        relay.Pass();
        relay.Cut();
        await TestKit.Eventually.IsTrueAsync(async () => await Redis.Database.StringLengthAsync(RecordOf(message)) == 0, "it is taken back");
        Assert.Null(await Messages.GetAsync(Shop, message.Message.Id));
        Assert.Equal(["https://before.example/in"], (await LeaseAsync(TestMessage.NewSession())).Leases.Select(lease => lease.Message.Url!));
        var repeated = await PublishAsync(TestMessage.To("a.example").WithDeduplication("order-1", 600_000));
        Assert.Equal(PublishCode.Stored, repeated.Code);
    }

    [Fact]
    public async Task A_message_that_was_stored_and_is_refused_when_it_is_repeated_is_taken_back()
    {
        await using var relay = new TcpRelay(Redis.Port);
        await using var far = Connect(relay.Port);
        await using var publisher = PublisherOver(far);
        var message = TestMessage.To("a.example").WithDeduplication("order-1", 600_000);
        var publishing = await PublishUnansweredAsync(publisher, relay, message);
        await Redis.Database.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        relay.Pass();
        relay.Cut();
        Assert.True(RedisRefusal.IsFull(await Assert.ThrowsAsync<RedisServerException>(publishing)));
        await TestKit.Eventually.IsTrueAsync(async () => await Redis.Database.StringLengthAsync(RecordOf(message)) == 0, "it is taken back");
        await Redis.Database.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        Assert.Equal(["https://before.example/in"], (await LeaseAsync(TestMessage.NewSession())).Leases.Select(lease => lease.Message.Url!));
        Assert.Equal(PublishCode.Stored, (await PublishAsync(TestMessage.To("a.example").WithDeduplication("order-1", 600_000))).Code);
    }

    [Fact]
    public async Task A_publish_that_is_repeated_after_its_message_was_cancelled_does_not_bring_it_back()
    {
        await using var relay = new TcpRelay(Redis.Port);
        await using var far = Connect(relay.Port);
        await using var publisher = PublisherOver(far);
        var message = TestMessage.To("a.example");
        var publishing = await PublishUnansweredAsync(publisher, relay, message);
        Assert.NotNull(await Messages.CancelAsync(Shop, message.Message.Id));
        Assert.Equal(PublishCode.Stored, (await RepeatAsync(publishing, relay)).Code);
        Assert.Equal(["https://before.example/in"], (await LeaseAsync(TestMessage.NewSession())).Leases.Select(lease => lease.Message.Url!));
    }

    [Fact]
    public async Task A_publish_that_is_repeated_after_its_message_was_delivered_and_forgotten_is_no_duplicate_and_not_sent_again()
    {
        await using var relay = new TcpRelay(Redis.Port);
        await using var far = Connect(relay.Port);
        await using var publisher = PublisherOver(far);
        var message = TestMessage.To("a.example").WithDeduplication("order-1", 600_000);
        var publishing = await PublishUnansweredAsync(publisher, relay, message);
        var session = TestMessage.NewSession();
        await Leases.SettleAsync(Partition, session, [.. (await LeaseAsync(session)).Leases.Select(lease => new Settlement.Delivered(lease))]);
        Retention.Completed = TimeSpan.Zero;
        await TestKit.Eventually.IsTrueAsync(
            async () => !(await Leases.TickAsync(Partition, Long)).More && !await Redis.Database.KeyExistsAsync(RecordOf(message)), "it is forgotten");
        Assert.Equal(new(PublishCode.Stored, message.Message.Id), await RepeatAsync(publishing, relay));
        Assert.Empty((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task What_was_a_duplicate_is_one_when_it_is_repeated_beside_what_was_stored()
    {
        var accepted = await PublishAsync(TestMessage.To("a.example").WithDeduplication("order-1", 600_000));
        await using var relay = new TcpRelay(Redis.Port);
        await using var far = Connect(relay.Port);
        await using var publisher = PublisherOver(far);
        NewMessage[] messages = [TestMessage.To("a.example").WithDeduplication("order-1", 600_000), TestMessage.To("b.example")];
        var publishing = await PublishUnansweredAsync(publisher, relay, messages);
        relay.Pass();
        relay.Cut();
        Assert.Equal([new(PublishCode.Duplicate, accepted.Id), new PublishAnswer(PublishCode.Stored, messages[1].Message.Id)], await publishing());
    }

    [Fact]
    public async Task A_publish_that_reaches_redis_after_it_was_taken_back_stores_nothing()
    {
        var message = TestMessage.To("late.example");
        await TakeBackAsync(message);
        await PublishAsync(message);
        Assert.Empty((await LeaseAsync(TestMessage.NewSession())).Leases);
    }

    [Fact]
    public async Task After_an_outage_the_last_publish_of_a_gateway_waits_until_it_is_confirmed()
    {
        var gateway = TestMessage.NewSession();
        var (taken, kept) = (TestMessage.To("a.example"), TestMessage.To("b.example"));
        await PublishAsync(taken);
        await PublishAsync(kept);
        var entry = (await Redis.Database.HashGetAllAsync($"{{{Partition}}}pub"))[0];
        await Redis.Database.KeyDeleteAsync($"{{{Partition}}}pub");
        await Redis.Database.HashSetAsync($"{{{Partition}}}pub", gateway, entry.Value);
        var returned = await Leases.ReadTimeAsync(Partition);
        await RedisScripts.TakeBack.RunAsync(Redis.Database, RedisKeys.Tag(Partition), Doubts.Arguments(gateway, [taken]));
        Assert.Empty((await LeaseAfterOutageAsync(returned)).Leases); // taking one back says nothing about the other
        await RedisScripts.TakeBack.RunAsync(Redis.Database, RedisKeys.Tag(Partition), Doubts.Arguments(gateway, []));
        await TestKit.Eventually.IsTrueAsync(async () => (await LeaseAfterOutageAsync(returned)).Leases.Count == 1, "the confirmed one is leased");
    }

    [Fact]
    public async Task What_is_in_delivery_is_not_sent_again()
    {
        var session = TestMessage.NewSession();
        var message = TestMessage.To("a.example");
        await PublishAsync(message);
        var lease = await LeaseOneAsync(session);
        Assert.Equal(1, await TakeBackAsync(message));
        Assert.False(await SettleAsync(session, new Settlement.Retry(lease, TimeSpan.Zero)));
        Assert.Empty((await LeaseAsync(session)).Leases);
        Assert.Equal(0, await TakeBackAsync(message));
    }

    // A call of a worker that Redis had not read when it stopped is carried out when it goes on; nobody hears its answer.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_leased_and_never_heard_of_is_taken_back(bool beforeItsRelease)
    {
        var session = TestMessage.NewSession();
        var message = TestMessage.To("a.example").WithDeduplication("order-1", 600_000);
        await PublishAsync(message);
        await LeaseOneAsync(session);
        Func<Task>[] steps = [() => TakeBackAsync(message), () => Leases.ReleaseUnknownAsync(Partition, session, [])];
        foreach (var step in beforeItsRelease ? steps : steps.Reverse())
        {
            await step();
        }

        Assert.Empty((await LeaseAsync(session)).Leases);
        Assert.Equal(0, await Redis.Database.StringLengthAsync(RecordOf(message)));
        Assert.Equal(PublishCode.Stored, (await PublishAsync(TestMessage.To("a.example").WithDeduplication("order-1", 600_000))).Code);
    }

    [Fact]
    public async Task What_was_sent_and_waits_for_a_retry_is_taken_back_and_told_of()
    {
        var session = TestMessage.NewSession();
        var message = TestMessage.To("a.example");
        await PublishAsync(message);
        await SettleAsync(session, new Settlement.Retry(await LeaseOneAsync(session), TimeSpan.Zero));
        Assert.Equal(1, await TakeBackAsync(message));
        Assert.Empty((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task What_was_delivered_stays_and_keeps_its_deduplication_id()
    {
        var session = TestMessage.NewSession();
        var message = TestMessage.To("a.example").WithDeduplication("order-1", 600_000);
        await PublishAsync(message);
        await SettleAsync(session, new Settlement.Delivered(await LeaseOneAsync(session)));
        Assert.Equal(1, await TakeBackAsync(message));
        Assert.NotNull(await Messages.GetAsync(Shop, message.Message.Id));
        Assert.Equal(PublishCode.Duplicate, (await PublishAsync(TestMessage.To("a.example").WithDeduplication("order-1", 600_000))).Code);
    }

    [Fact]
    public async Task A_message_that_was_taken_back_passes_its_turn_on()
    {
        var session = TestMessage.NewSession();
        NewMessage[] messages = [.. "abc".Select(host => TestMessage.To($"{host}.example").WithFlow("key", parallelism: 1))];
        await PublishAsync(messages[0]);
        var first = await LeaseOneAsync(session);
        await PublishAsync(messages[1]);
        await PublishAsync(messages[2]);
        await SettleAsync(session, new Settlement.Delivered(first));
        await TakeBackAsync(messages[1]);
        Assert.Equal(messages[2].Message.Id, (await LeaseOneAsync(session)).Message.Id);
    }

    [Fact]
    public async Task A_request_for_two_namespaces_is_taken_back_in_both_when_one_refuses()
    {
        var other = Enumerable.Range(0, 100).Select(number => $"ns{number}").First(ns => PartitionOf(ns) != Partition);
        await Redis.Database.StringSetAsync(RedisKeys.Declared(Partition), "declared"); // and not in the other one
        NewMessage[] messages = [TestMessage.ToEndpoint("billing"), TestMessage.ToEndpoint("billing", other)];
        Assert.All(await Publisher.PublishAsync(messages, toDeclared: true), answer => Assert.Equal(PublishCode.Undeclared, answer.Code));
        await TestKit.Eventually.IsTrueAsync(async () => await Redis.Database.StringLengthAsync(RecordOf(messages[0])) == 0, "the first is taken back");
        Assert.Empty((await LeaseAsync(TestMessage.NewSession())).Leases);
    }

    private readonly byte[] gateway = TestMessage.NewSession();

    private Task<LeaseAnswer> LeaseAfterOutageAsync(long returnedMicros) =>
        Leases.LeaseAsync(Partition, TestMessage.NewSession(), holding: false, Long, 10, 1000, 1000, returnedMicros);

    // Returns what waits for the answer, once the message is stored.
    private async Task<Func<Task<PublishAnswer[]>>> PublishUnansweredAsync(MessagePublisher publisher, TcpRelay relay, params NewMessage[] messages)
    {
        await publisher.PublishAsync([TestMessage.To("before.example")]);
        relay.DropAnswers();
        var publishing = publisher.PublishAsync(messages);
        await TestKit.Eventually.IsTrueAsync(() => Redis.Database.KeyExistsAsync(RecordOf(messages[^1])), "it is stored");
        return () => publishing;
    }

    // The answer to the repeat, which goes through.
    private static async Task<PublishAnswer> RepeatAsync(Func<Task<PublishAnswer[]>> publishing, TcpRelay relay)
    {
        relay.Pass();
        relay.Cut();
        return Assert.Single(await publishing());
    }

    private static RedisKey RecordOf(NewMessage message) => RedisKeys.Message(message.Message.Id.Partition, message.Message.Id.Bytes);

    private async Task<int> TakeBackAsync(NewMessage message) =>
        (int)await RedisScripts.TakeBack.RunAsync(Redis.Database, RedisKeys.Tag(Partition), Doubts.Arguments(gateway, [message]));

    private static RedisConnections Connect(int port) =>
        new(Microsoft.Extensions.Options.Options.Create(new RedisOptions { Configuration = $"127.0.0.1:{port}" }));

    private MessagePublisher PublisherOver(RedisConnections connections) => new(
        connections, Options, Microsoft.Extensions.Options.Options.Create(Deduplicating), Microsoft.Extensions.Options.Options.Create(Queueing), TimeProvider.System, NullLogger<MessagePublisher>.Instance);
}
