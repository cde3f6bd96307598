using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Dispatcher.Scheduling;

namespace Postrider.Dispatcher.Tests.Scheduling;

public sealed class ScheduledMessagesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    private static readonly ScheduleDefinition Schedule = new()
    {
        Namespace = "shop", Name = "nightly", Source = "test", Cron = "0 0 * * *", Url = "https://a.example/in", Method = "PUT", ContentType = "text/plain",
        Body = "tick", Headers = [new("X-A", "1")], DelayMs = 5000, TimeoutMs = 1000, Retry = new RetryPolicy { Limit = 0, DelayExpression = "7" },
    };

    private static readonly Dictionary<string, string> Labels = new() { ["events"] = "orders" };

    private static readonly RegistrySnapshot Registry = RegistrySnapshot.Empty with
    {
        Endpoints = RegistrySnapshot.Empty.Endpoints.Add(new("shop", "billing"), TestLease.Endpoint with { Labels = Labels }),
        Topics = RegistrySnapshot.Empty.Topics.Add(new("shop", "orders"), new TopicDefinition
        {
            Namespace = "shop", Name = "orders", Source = "test", Retry = new RetryPolicy { Limit = 9 },
            Subscribers = [new() { Name = "billing", Url = "https://audit.example/" }, new() { Name = "labelled", MatchLabels = Labels }],
        }),
    };

    [Fact]
    public void One_firing_carries_all_that_the_schedule_says()
    {
        var made = Assert.Single(Make(Schedule));
        var message = made.Message;
        Assert.Equal(("shop", "https://a.example/in", "PUT", "text/plain"), (message.Namespace, message.Url, message.Method, message.ContentType));
        Assert.Equal(("tick", "nightly", 0, "7"), (System.Text.Encoding.UTF8.GetString(message.Body.Span), message.ScheduleId, message.Retries, message.RetryDelay));
        Assert.Equal((5_000_000, 5000, 1000L), (made.DelayMicros, message.NotBeforeMs - message.CreatedAtMs, message.TimeoutMs));
        Assert.Equal([new("X-A", "1")], message.Headers);
        Assert.Null(made.Deduplication);
    }

    [Fact]
    public void The_same_firing_made_twice_has_the_same_ids_and_another_has_others()
    {
        Assert.Equal(Ids(Make(Schedule)), Ids(Make(Schedule)));
        Assert.NotEqual(Ids(Make(Schedule)), Ids(Make(Schedule, nominalMs: 2)));
        Assert.NotEqual(Ids(Make(Schedule)), Ids(Make(Schedule, generation: "2")));
        Assert.NotEqual(Ids(Make(Schedule)), Ids(Make(Schedule with { Namespace = "pay" })));
    }

    [Fact]
    public void A_topic_gives_one_message_per_subscriber_even_when_a_selected_endpoint_has_anothers_name()
    {
        var made = Make(Schedule with { Url = null, Topic = "orders" });
        Assert.Equal([("https://audit.example/", null), (null, "billing")], made.Select(message => (message.Message.Url, message.Message.Endpoint)));
        Assert.Equal(2, Ids(made).Distinct().Count());
        Assert.All(made, message => Assert.Equal(("orders", 9), (message.Message.TopicName, message.Message.TopicRetries)));
    }

    [Fact]
    public void A_topic_that_is_gone_gives_nothing() => Assert.Empty(Make(Schedule with { Url = null, Topic = "none" }));

    [Fact]
    public void An_endpoint_is_named_and_looked_up_later()
    {
        var message = Assert.Single(Make(Schedule with { Url = null, Endpoint = "billing", Body = null })).Message;
        Assert.Equal(("billing", null, 0), (message.Endpoint, message.Url, message.Body.Length));
    }

    private static IReadOnlyList<NewMessage> Make(ScheduleDefinition schedule, string generation = "1", long nominalMs = 1) =>
        ScheduledMessages.Make(schedule, generation, nominalMs, Now, Registry, 4);

    private static List<MessageId> Ids(IEnumerable<NewMessage> messages) => [.. messages.Select(message => message.Message.Id)];
}
