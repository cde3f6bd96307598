using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Tests.Publishing;

public sealed class MessageFactoryTests
{
    private const long WindowMs = 600_000;
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
    private static readonly Dictionary<string, string> Labels = new() { ["events"] = "orders" };

    private static readonly RegistrySnapshot Registry = RegistrySnapshot.Empty with
    {
        Endpoints = RegistrySnapshot.Empty.Endpoints
            .Add(new("shop", "billing"), TestLease.Endpoint with { Labels = Labels })
            .Add(new("shop", "secret"), TestLease.Endpoint with { Name = "secret", Url = null, SealedUrl = "x", Labels = Labels })
            .Add(new("pay", "foreign"), TestLease.Endpoint with { Name = "foreign", Namespace = "pay", Labels = Labels }),
    };

    [Fact]
    public void A_url_belongs_to_the_caller()
    {
        var outgoing = Assert.Single(Make(new Destination.ToUrl("https://a.example/in"), new()));
        var message = outgoing.New.Message;
        Assert.Equal(("caller", "https://a.example/in", null), (message.Namespace, message.Url, message.Endpoint));
        Assert.Equal(Partitioning.PartitionOf("caller", 4), message.Id.Partition);
        Assert.Equal((Now.ToUnixTimeMilliseconds(), Now.ToUnixTimeMilliseconds()), (message.CreatedAtMs, message.NotBeforeMs));
        Assert.Equal("https://a.example/in", outgoing.Url);
        Assert.Null(outgoing.New.Deduplication);
    }

    [Fact]
    public void An_endpoint_owns_its_messages_and_its_url_is_looked_up_later()
    {
        var outgoing = Assert.Single(Make(new Destination.ToEndpoint(new("shop", "billing")), new()));
        Assert.Equal(("shop", null, "billing"), (outgoing.New.Message.Namespace, outgoing.New.Message.Url, outgoing.New.Message.Endpoint));
        Assert.Equal("https://billing.example/in", outgoing.Url);
    }

    [Fact]
    public void A_secret_url_is_never_shown() =>
        Assert.Equal("endpoint/secret", Assert.Single(Make(new Destination.ToEndpoint(new("shop", "secret")), new())).Url);

    [Fact]
    public void A_topic_gives_one_message_per_subscriber_in_order_with_its_policy()
    {
        var topic = Topic(new() { Name = "audit", Url = "https://audit.example/" }, new() { Name = "money", Endpoint = "billing" }) with
        {
            Retry = new RetryPolicy { Limit = 7, DelayExpression = "5" },
        };
        var made = Make(new Destination.ToTopic(topic), new());
        Assert.Equal(["audit", "money"], made.Select(outgoing => outgoing.New.Message.SubscriberName));
        Assert.All(made, outgoing => Assert.Equal(
            ("shop", "orders", 7, "5"), (outgoing.New.Message.Namespace, outgoing.New.Message.TopicName, outgoing.New.Message.TopicRetries, outgoing.New.Message.TopicRetryDelay)));
        Assert.Equal(2, made.Select(outgoing => outgoing.New.Message.Id).Distinct().Count());
    }

    [Fact]
    public void A_selector_adds_each_endpoint_of_the_topics_namespace_that_is_not_named()
    {
        var topic = Topic(new() { Name = "labelled", MatchLabels = Labels }, new() { Name = "again", MatchLabels = Labels }, new() { Name = "money", Endpoint = "billing" });
        Assert.Equal(["secret", "billing"], Make(new Destination.ToTopic(topic), new()).Select(outgoing => outgoing.New.Message.Endpoint));
    }

    [Fact]
    public void A_topic_without_subscribers_gives_nothing() => Assert.Empty(Make(new Destination.ToTopic(Topic()), new()));

    [Fact]
    public void A_deduplication_id_counts_per_subscriber_even_when_a_selected_endpoint_has_anothers_name()
    {
        var topic = Topic(new() { Name = "billing", Url = "https://other.example/" }, new() { Name = "labelled", MatchLabels = Labels }) with { DeduplicationWindowMs = 5000 };
        var made = Make(new Destination.ToTopic(topic), new() { DeduplicationId = "order-1" });
        Assert.Equal(3, made.Select(outgoing => Convert.ToHexString(outgoing.New.Deduplication!.Hash)).Distinct().Count());
        Assert.All(made, outgoing => Assert.Equal(5000, outgoing.New.Deduplication!.WindowMs));
    }

    [Fact]
    public void Who_publishes_into_another_namespace_takes_no_id_of_its_own_publishers()
    {
        var topic = Topic(new TopicSubscriber { Name = "audit", Url = "https://audit.example/" });
        Destination[] destinations = [new Destination.ToEndpoint(new("shop", "billing")), new Destination.ToTopic(topic)];
        foreach (var settings in new PublishSettings[] { new() { DeduplicationId = "order-1" }, new() { ContentBasedDeduplication = true } })
        {
            Assert.All(destinations, destination =>
                Assert.Equal(3, new[] { "shop", "pay", "other" }.Select(caller => HashOf(Assert.Single(Make(destination, settings, caller: caller)))).Distinct().Count()));
        }
    }

    [Fact]
    public void The_same_publish_hashes_alike_and_another_destination_or_body_does_not()
    {
        var byContent = new PublishSettings { ContentBasedDeduplication = true };
        string[] hashes = [HashOf("https://a.example/", "one", byContent), HashOf("https://b.example/", "one", byContent), HashOf("https://a.example/", "two", byContent)];
        Assert.Equal(3, hashes.Distinct().Count());
        Assert.Equal(hashes[0], HashOf("https://a.example/", "one", byContent));
    }

    [Fact]
    public void A_topic_may_ask_for_deduplication_by_content_and_the_publisher_may_refuse()
    {
        var topic = Topic(new TopicSubscriber { Name = "audit", Url = "https://audit.example/" }) with { ContentBasedDeduplication = true };
        Assert.NotNull(Assert.Single(Make(new Destination.ToTopic(topic), new())).New.Deduplication);
        Assert.Null(Assert.Single(Make(new Destination.ToTopic(topic), new() { ContentBasedDeduplication = false })).New.Deduplication);
    }

    [Fact]
    public void Not_before_wins_over_the_delay()
    {
        var delayed = Assert.Single(Make(new Destination.ToUrl("https://a.example/"), new() { DelayMicros = 5_000_000 })).New;
        Assert.Equal((5_000_000, 0, 5000), (delayed.DelayMicros, delayed.NotBeforeMicros, delayed.Message.NotBeforeMs - delayed.Message.CreatedAtMs));
        var dated = Assert.Single(Make(new Destination.ToUrl("https://a.example/"), new() { DelayMicros = 5_000_000, NotBeforeMicros = 1_700_000_060_000_000 })).New;
        Assert.Equal((0, 1_700_000_060_000_000, 60_000), (dated.DelayMicros, dated.NotBeforeMicros, dated.Message.NotBeforeMs - dated.Message.CreatedAtMs));
    }

    private static TopicDefinition Topic(params TopicSubscriber[] subscribers) => new() { Namespace = "shop", Name = "orders", Source = "test", Subscribers = subscribers };

    private static string HashOf(string url, string body, PublishSettings settings) => HashOf(Assert.Single(Make(new Destination.ToUrl(url), settings, body)));

    private static string HashOf(Outgoing outgoing) => Convert.ToHexString(outgoing.New.Deduplication!.Hash);

    private static IReadOnlyList<Outgoing> Make(Destination destination, PublishSettings settings, string body = "body", string caller = "caller") =>
        MessageFactory.Make(new Publication(destination, settings, System.Text.Encoding.UTF8.GetBytes(body), caller, Now, "10.1.2.3"), Registry, 4, WindowMs);
}
