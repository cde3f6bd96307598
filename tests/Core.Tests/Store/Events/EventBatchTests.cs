using System.Text;
using Postrider.Core.Model;
using Postrider.Core.Store.Events;

namespace Postrider.Core.Tests.Store.Events;

public sealed class EventBatchTests
{
    private const long Now = 1_700_000_000_000;

    private static readonly Message Plain = TestMessage.To("a.example").Message;

    private static readonly Message Full = Plain with
    {
        Url = "https://a.example/größe",
        Endpoint = "billing",
        Method = "PUT",
        Label = "red,blue",
        TopicName = "orders",
        SubscriberName = "audit",
        ScheduleId = "nightly",
        CallerIp = "10.0.0.1",
        Queue = "fifo",
        FlowKey = "key",
        FlowLimits = new FlowLimits(3, 5, 60_000),
        RetryDelay = "1000 * retried",
        TopicRetryDelay = "7",
        Retries = 0,
        TopicRetries = 9,
        TimeoutMs = 1500,
    };

    [Fact]
    public void What_filters_and_identity_need_is_read_back_whatever_came_before()
    {
        var batch = new EventBatch(2, "shop", Now);
        Message[] messages = [Plain, Full, Plain, Full with { Url = "https://a.example/\ud83d\ude00" }, Full with { Url = "https://a.example/\ud83d\ude01" }];
        Array.ForEach(messages, message => batch.Add(message, new(EventKind.Created, Now)));
        Assert.Equal(messages.Select(Known), Read(batch).Select(happened => happened.Subject with { Id = Plain.Id }));
    }

    [Fact]
    public void An_attempt_that_starts_and_ends_within_a_batch_is_one_record_and_several_events()
    {
        var batch = new EventBatch(2, "shop", Now);
        batch.Add(Plain, new(EventKind.Created, Now, NextMs: Now + 5000));
        batch.Add(Plain, new(EventKind.Retried, Now + 30, 0, Now + 10, Now + 1030), Failure);
        batch.Add(Plain, new(EventKind.Active, Now + 1030, 1));
        batch.Add(Plain, new(EventKind.Failed, Now + 1040, 1), Failure);
        batch.Add(Plain, new(EventKind.Failed, Now + 1050, 1), new() { Unsent = true, Error = "gone" });
        batch.Add(Plain, new(EventKind.Delivered, Now + 1060, 2, Now + 1055));
        batch.Add(Plain, new(EventKind.Canceled, Now + 1070));
        (EventState, long, int, long?)[] expected =
        [
            (EventState.Created, 0, 0, 5000),
            (EventState.Active, 10, 0, null), (EventState.Error, 30, 0, null), (EventState.Retry, 30, 0, 1030),
            (EventState.Active, 1030, 1, null), (EventState.Error, 1040, 1, null), (EventState.Failed, 1040, 1, null),
            (EventState.Failed, 1050, 1, null),
            (EventState.Active, 1055, 2, null), (EventState.Delivered, 1060, 2, null),
            (EventState.CancelRequested, 1070, 0, null), (EventState.Canceled, 1070, 0, null),
        ];
        var events = Read(batch);
        Assert.Equal(expected, events.Select(happened => (happened.State, happened.TimeMs - Now, happened.Retried, happened.NextMs - Now)));
        Assert.Equal(events.Select(happened => happened.Position).Order(), events.Select(happened => happened.Position));
        Assert.Equal((7, Now), (batch.Records, batch.BegunMs));
    }

    [Fact]
    public void An_outcome_belongs_to_its_own_event_and_is_cut()
    {
        var batch = new EventBatch(2, "shop", Now);
        batch.Add(Plain, new(EventKind.Failed, Now), Failure);
        batch.Add(Plain, new(EventKind.Failed, Now), Failure with { Body = new byte[10_000], Headers = new Dictionary<string, string[]> { ["X-Long"] = [new string('x', 5000)] } });
        batch.Add(Plain, new(EventKind.Delivered, Now));
        var events = Read(batch).Where(happened => happened.State != EventState.Error).ToList();
        var first = events[0].Outcome!;
        Assert.Equal((503, "no", "body"), (first.Status, first.Error, Encoding.UTF8.GetString(first.Body!)));
        Assert.Equal(["a", "b"], first.Headers!["X-Several"]);
        Assert.Equal((4096, null), (events[1].Outcome!.Body!.Length, events[1].Outcome!.Headers));
        Assert.Null(events[2].Outcome);
    }

    [Fact]
    public void Messages_that_have_much_in_common_take_some_twenty_bytes_each()
    {
        var batch = new EventBatch(2, "shop", Now);
        for (var message = 0; message < 1000; message++)
        {
            batch.Add(Full with { Id = MessageId.New(2), Url = $"https://a.example/orders/{message}" }, new(EventKind.Delivered, Now + message, 0, Now + message - 3));
        }

        Assert.InRange(batch.Bytes, 10_000, 30_000);
    }

    [Theory]
    [InlineData(Now + 60_000, Now)]
    [InlineData(Now - 60_000, Now - 4000)]
    [InlineData(Now - 100, Now - 100)]
    public void No_event_shows_as_later_than_its_entry_or_as_much_earlier(long time, long shown)
    {
        var batch = new EventBatch(2, "shop", Now);
        batch.Add(Plain, new(EventKind.Created, time));
        Assert.Equal(shown, Assert.Single(Read(batch)).TimeMs);
    }

    private static EventOutcome Failure => new()
    {
        Status = 503,
        Error = "no",
        Headers = new Dictionary<string, string[]> { ["X-Several"] = ["a", "b"], ["X-One"] = ["c"] },
        Body = "body"u8.ToArray(),
    };

    private static IReadOnlyList<MessageEvent> Read(EventBatch batch) => new EventEntry("shop", 2, Latest(batch), 0, batch.ToBytes()).Read();

    private static long Latest(EventBatch batch) => batch.Records > 1 ? Now + 2000 : Now;

    private static Message Known(Message message) => message with { Id = Plain.Id, Body = default, CreatedAtMs = 0, NotBeforeMs = 0 };
}
