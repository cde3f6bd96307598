using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>
/// The loop that accepts the messages of one partition: publishes that wait at the same time share one script call, so Redis pays once
/// for many. What cannot be sent is refused after 2 s. What was sent and not answered may be stored, and even on its way: it is repeated
/// under the same ids until Redis says, for 10 s. Then its publisher is told that nothing was accepted, and that is made true as far as it can
/// be: such ids are taken back before anything else is stored.
/// </summary>
internal sealed partial class PartitionPublisher(int partition, RedisConnections connections, int maxDuplicates, int maxQueues, TimeProvider time, ILogger logger)
{
    private const int MaxItems = 64;
    private const int MaxBytes = 1024 * 1024;
    private static readonly TimeSpan GiveUpUnsent = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan GiveUpUnanswered = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan IdleTime = TimeSpan.FromMilliseconds(500);
    private readonly Channel<PendingPublish> channel = Channel.CreateUnbounded<PendingPublish>(new() { SingleReader = true });
    private readonly Doubts doubts = new();
    private readonly byte[] gateway = RandomNumberGenerator.GetBytes(8);
    private volatile bool shaken; // Redis was away
    private long publishedAt; // timestamp
    private volatile bool unconfirmed; // after an outage Redis keeps the last publish from delivery until it is told that its answer came

    public void Enqueue(PendingPublish publish) => channel.Writer.TryWrite(publish);

    /// <summary>Undoes the acceptance of messages whose publisher is told that nothing was accepted.</summary>
    public void TakeBack(IEnumerable<NewMessage> messages)
    {
        doubts.Add(messages);
        Enqueue(PendingPublish.Nothing);
    }

    /// <summary>Redis was away, and is back: it is told at once what has its answer.</summary>
    public void RedisReturned()
    {
        shaken = true;
        Enqueue(PendingPublish.Nothing);
    }

    /// <summary>To be called now and then: an idle loop has things to tell Redis too.</summary>
    public void Nudge()
    {
        if (!doubts.IsEmpty || (unconfirmed && time.GetElapsedTime(Volatile.Read(ref publishedAt)) > IdleTime))
        {
            RedisReturned();
        }
    }

    /// <summary>Ends the loop when what waits is answered.</summary>
    public void Complete() => channel.Writer.TryComplete();

    public async Task RunAsync()
    {
        var batch = new List<PendingPublish>();
        while (await channel.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            Fill(batch);
            await StoreAsync(batch).ConfigureAwait(false);
            batch.Clear();
        }
    }

    private void Fill(List<PendingPublish> batch)
    {
        var (items, bytes) = (0, 0);
        while (items < MaxItems && bytes < MaxBytes && channel.Reader.TryRead(out var publish))
        {
            if (publish != PendingPublish.Nothing)
            {
                batch.Add(publish);
            }

            items += publish.Messages.Count;
            bytes += publish.Bytes;
        }
    }

    private async Task StoreAsync(List<PendingPublish> batch)
    {
        var mayHaveRun = false;
        while (true)
        {
            var attempted = false;
            try
            {
                await TakeBackAsync().ConfigureAwait(false);
                if (batch.Count > 0)
                {
                    attempted = unconfirmed = true;
                    Answer(batch, await PublishAsync(batch, isRepeated: mayHaveRun).ConfigureAwait(false));
                    Volatile.Write(ref publishedAt, time.GetTimestamp());
                    batch.Clear();
                }

                await ConfirmAsync().ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (RedisTrouble.IsTransient(exception))
            {
                shaken = true;
                mayHaveRun |= attempted && !RedisTrouble.IsUndone(exception);
                GiveUpLate(batch, exception, mayHaveRun);
                if (batch.Count == 0)
                {
                    return;
                }
            }
            catch (Exception exception)
            {
                // Refused now; a call before this one, whose answer was lost, may have stored it all the same.
                if (mayHaveRun)
                {
                    TakeBack(batch.SelectMany(publish => publish.Messages));
                }

                batch.ForEach(publish => publish.Fail(exception));
                return;
            }

            await Task.Delay(Pause, time).ConfigureAwait(false);
        }
    }

    private void GiveUpLate(List<PendingPublish> batch, Exception exception, bool mayHaveRun)
    {
        batch.RemoveAll(publish =>
        {
            var late = IsOlder(publish, mayHaveRun ? GiveUpUnanswered : GiveUpUnsent);
            if (late)
            {
                doubts.Add(mayHaveRun ? publish.Messages : []);
                publish.Fail(new StoreUnavailableException(exception));
            }

            return late;
        });
        // Those behind must not wait for the truth about these.
        while (channel.Reader.TryPeek(out var waiting) && waiting != PendingPublish.Nothing && IsOlder(waiting, GiveUpUnsent) && channel.Reader.TryRead(out waiting))
        {
            waiting.Fail(new StoreUnavailableException(exception));
        }
    }

    private bool IsOlder(PendingPublish publish, TimeSpan age) => time.GetElapsedTime(publish.EnqueuedAt) >= age;

    private async Task<RedisResult[]> PublishAsync(List<PendingPublish> batch, bool isRepeated)
    {
        var messages = batch.Sum(publish => publish.Messages.Count);
        var arguments = new List<RedisValue>(6 + (messages * NewMessage.ArgumentCount))
        {
            messages, maxDuplicates, string.Concat(batch.Select(publish => publish.Group)), gateway, maxQueues, isRepeated ? 1 : 0,
        };
        batch.ForEach(publish => arguments.AddRange(publish.ArgumentsAfter(time.GetElapsedTime(publish.AskedAt))));
        return (RedisResult[])(await RedisScripts.Publish.RunAsync(connections.Publish.GetDatabase(), RedisKeys.Tag(partition), [.. arguments]).ConfigureAwait(false))!;
    }

    private void Answer(List<PendingPublish> batch, RedisResult[] results)
    {
        PublishAnswer[] answers = [.. batch.SelectMany(publish => publish.Messages).Select(message => new PublishAnswer(PublishCode.Stored, message.Message.Id))];
        for (var at = 0; at < results.Length; at += 3)
        {
            answers[(int)results[at]] = new(CodeOf((int)results[at + 1]), new MessageId(partition, (byte[])results[at + 2]!));
        }

        var first = 0;
        foreach (var publish in batch)
        {
            publish.Complete(answers[first..(first += publish.Messages.Count)]);
        }
    }

    private static PublishCode CodeOf(int code) => code switch
    {
        1 => PublishCode.Duplicate,
        3 => PublishCode.TooManyDeduplicationIds,
        4 => PublishCode.Undeclared,
        5 => PublishCode.TooManyQueues,
        _ => throw new InvalidOperationException($"publish.lua answers {code}"),
    };

    private async Task TakeBackAsync()
    {
        while (doubts.Peek(MaxItems) is { Count: > 0 } messages)
        {
            await TakeBackAsync(messages).ConfigureAwait(false);
            doubts.Remove(messages.Count);
        }
    }

    // At once after an outage, else when nothing more comes: most publishes are confirmed by the next one.
    private async Task ConfirmAsync()
    {
        if (shaken && unconfirmed)
        {
            await TakeBackAsync([]).ConfigureAwait(false);
            unconfirmed = false;
        }

        shaken = false;
    }

    private async Task TakeBackAsync(IReadOnlyList<NewMessage> messages)
    {
        var late = (int)await RedisScripts.TakeBack.RunAsync(
            connections.Publish.GetDatabase(), RedisKeys.Tag(partition), Doubts.Arguments(gateway, messages)).ConfigureAwait(false);
        if (late > 0)
        {
            TakenBackLate(partition, late);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: {Count} messages were sent, or on their way, although their publishers were told that they were not accepted.")]
    private partial void TakenBackLate(int partition, int count);
}
