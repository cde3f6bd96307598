using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Postrider.Core.Redis;

namespace Postrider.Core.Store;

/// <summary>Accepts the messages of a request, all or none. What it refuses is not stored, and does not appear later either.</summary>
public sealed class MessagePublisher : IAsyncDisposable
{
    private static readonly TimeSpan NudgeInterval = TimeSpan.FromMilliseconds(500);
    private readonly PartitionPublisher[] partitions;
    private readonly Task[] loops;
    private readonly ITimer nudging;
    private readonly TimeProvider time;

    public MessagePublisher(
        RedisConnections connections, IOptions<RedisOptions> redis, IOptions<DeduplicationOptions> deduplication, IOptions<QueueLimits> queues, TimeProvider time,
        ILogger<MessagePublisher> logger)
    {
        this.time = time;
        partitions = [.. Enumerable.Range(0, redis.Value.Partitions).Select(
            partition => new PartitionPublisher(partition, connections, deduplication.Value.MaxEntries, queues.Value.MaxQueues, time, logger))];
        connections.WhenPublishReturns(() => Array.ForEach(partitions, partition => partition.RedisReturned()));
        nudging = time.CreateTimer(_ => Array.ForEach(partitions, partition => partition.Nudge()), null, NudgeInterval, NudgeInterval);
        loops = [.. partitions.Select(partition => Task.Run(partition.RunAsync))];
    }

    /// <summary>Stores the messages and returns an answer for each, in order. When one is refused, all are, with the same code.</summary>
    /// <param name="messages">What the request asks for.</param>
    /// <param name="toDeclared">It goes to something declared, so it is refused while the registry is being written anew.</param>
    /// <param name="askedAt">Timestamp from which delays count; null = now.</param>
    /// <exception cref="StoreUnavailableException">Redis cannot be reached.</exception>
    public Task<PublishAnswer[]> PublishAsync(IReadOnlyList<NewMessage> messages, bool toDeclared = false, long? askedAt = null)
    {
        var from = askedAt ?? time.GetTimestamp();
        return messages.Count == 1 ? EnqueueAsync(messages, toDeclared, goesOn: false, from) : PublishPiecesAsync(messages, toDeclared, from);
    }

    public async ValueTask DisposeAsync()
    {
        await nudging.DisposeAsync().ConfigureAwait(false);
        foreach (var partition in partitions)
        {
            partition.Complete();
        }

        await Task.WhenAll(loops).ConfigureAwait(false);
    }

    private async Task<PublishAnswer[]> PublishPiecesAsync(IReadOnlyList<NewMessage> messages, bool toDeclared, long askedAt)
    {
        var answers = new PublishAnswer[messages.Count];
        var tried = new List<RequestPiece>();
        var accepted = false;
        try
        {
            foreach (var piece in RequestPiece.Split(messages))
            {
                tried.Add(piece);
                var answered = await EnqueueAsync(piece.Messages, toDeclared, piece.GoesOn, askedAt).ConfigureAwait(false);
                if (answered[0].IsRefused)
                {
                    return Array.ConvertAll(answers, _ => answered[0]);
                }

                for (var item = 0; item < answered.Length; item++)
                {
                    answers[piece.Positions[item]] = answered[item];
                }
            }

            accepted = true;
            return answers;
        }
        finally
        {
            if (!accepted)
            {
                tried.ForEach(piece => PartitionOf(piece.Messages).TakeBack(piece.Messages));
            }
        }
    }

    private Task<PublishAnswer[]> EnqueueAsync(IReadOnlyList<NewMessage> messages, bool toDeclared, bool goesOn, long askedAt)
    {
        var publish = new PendingPublish(messages, toDeclared, goesOn, askedAt, time.GetTimestamp());
        PartitionOf(messages).Enqueue(publish);
        return publish.Answer;
    }

    private PartitionPublisher PartitionOf(IReadOnlyList<NewMessage> messages) => partitions[messages[0].Message.Id.Partition];
}
