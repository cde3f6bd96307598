using Postrider.Core.Store;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Tests.Publishing;

public sealed class DeadLetterReplayTests
{
    private const long NowMs = 1_800_000_000_000;
    private static readonly DeadLetter Letter = new("1-0", TestLease.Message with { Headers = [new("X-A", "1"), new("X-B", "2")], Retries = 1 }, new DeadLetterReason());

    [Fact]
    public void A_replay_is_the_same_message_with_a_new_id_and_time()
    {
        var replay = DeadLetterReplay.Renew(Letter, new PublishSettings(), NowMs).Message;
        Assert.NotEqual(Letter.Message.Id, replay.Id);
        Assert.Equal(Letter.Message with { Id = replay.Id, CreatedAtMs = NowMs, NotBeforeMs = NowMs }, replay);
    }

    [Fact]
    public void The_id_follows_from_the_dead_letter()
    {
        var id = DeadLetterReplay.Renew(Letter, new PublishSettings(), NowMs).Message.Id;
        Assert.Equal(id, DeadLetterReplay.Renew(Letter, new PublishSettings { Retries = 9 }, NowMs + 1).Message.Id);
        Assert.NotEqual(id, DeadLetterReplay.Renew(Letter with { DlqId = "1-1" }, new PublishSettings(), NowMs).Message.Id);
    }

    [Fact]
    public void What_the_request_says_replaces_what_was_stored()
    {
        var replay = DeadLetterReplay.Renew(Letter, new PublishSettings { Retries = 9, Method = "PUT", Headers = [new("x-a", "new")], DelayMicros = 5_000_000 }, NowMs);
        Assert.Equal((9, "PUT", NowMs + 5000), (replay.Message.Retries, replay.Message.Method, replay.Message.NotBeforeMs));
        Assert.Equal([new("X-B", "2"), new("x-a", "new")], replay.Message.Headers);
        Assert.Null(replay.Deduplication);
    }

    [Fact]
    public void Deduplication_cannot_be_asked_for()
    {
        Assert.StartsWith("Upstash-Deduplication-Id: ", DeadLetterReplay.Unfitting(new PublishSettings { DeduplicationId = "a" })!.Error, StringComparison.Ordinal);
        Assert.StartsWith("Upstash-Content-Based-Deduplication: ", DeadLetterReplay.Unfitting(new PublishSettings { ContentBasedDeduplication = true })!.Error, StringComparison.Ordinal);
        Assert.Null(DeadLetterReplay.Unfitting(new PublishSettings { ContentBasedDeduplication = false }));
    }
}
