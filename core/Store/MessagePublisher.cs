using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>
/// Accepts messages: publishes that wait at the same time share one script call per partition, so Redis pays once for many.
/// A call is repeated with the same ids, so an answer lost on the way never stores anything twice.
/// </summary>
public sealed class MessagePublisher : IAsyncDisposable
{
    private const int MaxItems = 64;
    private const int MaxBytes = 1024 * 1024;
    private static readonly TimeSpan GiveUpUnsent = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan GiveUpUnanswered = TimeSpan.FromSeconds(15);
    private readonly RedisConnections connections;
    private readonly Channel<Waiting>[] partitions;
    private readonly Task[] loops;
    private readonly int maxDuplicates;

    public MessagePublisher(RedisConnections connections, IOptions<RedisOptions> redis, IOptions<DeduplicationOptions> deduplication)
    {
        this.connections = connections;
        maxDuplicates = deduplication.Value.MaxEntries;
        partitions = [.. Enumerable.Range(0, redis.Value.Partitions).Select(_ => Channel.CreateUnbounded<Waiting>(new() { SingleReader = true }))];
        loops = [.. partitions.Select((channel, partition) => Task.Run(() => RunAsync(partition, channel.Reader)))];
    }

    /// <summary>Stores messages of one partition, all in one script call when they fit.</summary>
    /// <exception cref="StoreUnavailableException">Redis cannot be reached.</exception>
    public Task<PublishAnswer[]> PublishAsync(IReadOnlyList<NewMessage> messages)
    {
        var waiting = new Waiting(messages);
        partitions[messages[0].Message.Id.Partition].Writer.TryWrite(waiting);
        return waiting.Answer.Task;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in partitions)
        {
            channel.Writer.TryComplete();
        }

        await Task.WhenAll(loops).ConfigureAwait(false);
    }

    private async Task RunAsync(int partition, ChannelReader<Waiting> reader)
    {
        var batch = new List<Waiting>();
        while (await reader.WaitToReadAsync().ConfigureAwait(false))
        {
            Fill(batch, reader);
            await StoreAsync(partition, batch).ConfigureAwait(false);
            batch.Clear();
        }
    }

    private static void Fill(List<Waiting> batch, ChannelReader<Waiting> reader)
    {
        var (items, bytes) = (0, 0);
        while (items < MaxItems && bytes < MaxBytes && reader.TryRead(out var waiting))
        {
            batch.Add(waiting);
            items += waiting.Messages.Count;
            bytes += waiting.Bytes;
        }
    }

    private async Task StoreAsync(int partition, List<Waiting> batch)
    {
        try
        {
            var arguments = new List<RedisValue>(2 + (batch.Count * NewMessage.ArgumentCount)) { batch.Sum(waiting => waiting.Messages.Count), maxDuplicates };
            foreach (var message in batch.SelectMany(waiting => waiting.Messages))
            {
                message.AppendArguments(arguments);
            }

            var results = (RedisResult[])(await RunAsync(partition, [.. arguments]).ConfigureAwait(false))!;
            var at = 0;
            foreach (var waiting in batch)
            {
                waiting.Answer.SetResult([.. waiting.Messages.Select(_ => ReadAnswer(partition, results, at++))]);
            }
        }
        catch (Exception exception)
        {
            var failure = exception is RedisException or TimeoutException ? new StoreUnavailableException(exception) : exception;
            foreach (var waiting in batch)
            {
                waiting.Answer.TrySetException(failure);
            }
        }
    }

    private static PublishAnswer ReadAnswer(int partition, RedisResult[] results, int item)
    {
        var id = new MessageId(partition, (byte[])results[(2 * item) + 1]!);
        return (int)results[2 * item] switch
        {
            1 => new(PublishCode.Duplicate, id),
            3 => new(PublishCode.TooManyDeduplicationIds, id),
            _ => new(PublishCode.Stored, id),
        };
    }

    private async Task<RedisResult> RunAsync(int partition, RedisValue[] arguments)
    {
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            return await RunOnceAsync(partition, arguments).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsTransient(exception))
        {
            return await RepeatAsync(partition, arguments, started, MayHaveRun(exception)).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Repeats for 2 s what was never sent. What was sent and not answered may be stored, so a refusal would be a lie:
    /// it is repeated under the same ids until Redis says, for 15 s at most.
    /// </summary>
    private async Task<RedisResult> RepeatAsync(int partition, RedisValue[] arguments, long started, bool unanswered)
    {
        var pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(100),
            ShouldHandle = attempt =>
            {
                unanswered |= attempt.Outcome.Exception is { } failure && MayHaveRun(failure);
                return new(IsTransient(attempt.Outcome.Exception)
                    && TimeProvider.System.GetElapsedTime(started) < (unanswered ? GiveUpUnanswered : GiveUpUnsent));
            },
        }).Build();
        return await pipeline.ExecuteAsync(async _ => await RunOnceAsync(partition, arguments).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private Task<RedisResult> RunOnceAsync(int partition, RedisValue[] arguments) =>
        RedisScripts.Publish.RunAsync(connections.Publish.GetDatabase(), RedisKeys.Tag(partition), arguments);

    private static bool IsTransient(Exception? exception) => exception switch
    {
        RedisConnectionException or RedisTimeoutException => true,
        RedisServerException server => server.Message.StartsWith("LOADING", StringComparison.Ordinal),
        _ => false,
    };

    private static bool MayHaveRun(Exception exception) => exception switch
    {
        RedisConnectionException connection => connection.CommandStatus == CommandStatus.Sent,
        RedisTimeoutException timeout => timeout.Commandstatus == CommandStatus.Sent,
        _ => false,
    };

    private sealed class Waiting(IReadOnlyList<NewMessage> messages)
    {
        public IReadOnlyList<NewMessage> Messages { get; } = messages;

        public int Bytes { get; } = messages.Sum(message => message.Message.Body.Length);

        public TaskCompletionSource<PublishAnswer[]> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
