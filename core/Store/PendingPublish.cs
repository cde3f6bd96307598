using System.Globalization;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>Messages of one request that are accepted together, on their way into one partition.</summary>
internal sealed class PendingPublish
{
    /// <summary>Wakes the loop and stores nothing.</summary>
    public static readonly PendingPublish Nothing = new([], toDeclared: false, goesOn: false, enqueuedAt: 0);

    private readonly TaskCompletionSource<PublishAnswer[]> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="messages">Of one partition.</param>
    /// <param name="toDeclared">They go to something declared.</param>
    /// <param name="goesOn">Part of their request was accepted before.</param>
    /// <param name="enqueuedAt">Timestamp.</param>
    public PendingPublish(IReadOnlyList<NewMessage> messages, bool toDeclared, bool goesOn, long enqueuedAt)
    {
        Messages = messages;
        Group = string.Create(CultureInfo.InvariantCulture, $"{messages.Count}{(toDeclared ? "!" : "")}{(goesOn ? "+" : "")} ");
        EnqueuedAt = enqueuedAt;
        foreach (var message in messages)
        {
            Bytes += message.Message.Body.Length;
        }
    }

    public IReadOnlyList<NewMessage> Messages { get; }

    /// <summary>The group as <c>publish.lua</c> reads it.</summary>
    public string Group { get; }

    /// <summary>Timestamp.</summary>
    public long EnqueuedAt { get; }

    /// <summary>Of all bodies.</summary>
    public int Bytes { get; }

    public Task<PublishAnswer[]> Answer => answer.Task;

    /// <summary>Reads the answers of its items from those of a script call, and returns where the next one's begin.</summary>
    public int Complete(int partition, RedisResult[] results, int at)
    {
        var answers = new PublishAnswer[Messages.Count];
        for (var item = 0; item < answers.Length; item++, at += 2)
        {
            answers[item] = new(CodeOf((int)results[at]), new MessageId(partition, (byte[])results[at + 1]!));
        }

        answer.SetResult(answers);
        return at;
    }

    public void Fail(Exception exception) => answer.TrySetException(exception);

    private static PublishCode CodeOf(int code) => code switch
    {
        1 => PublishCode.Duplicate,
        3 => PublishCode.TooManyDeduplicationIds,
        4 => PublishCode.Undeclared,
        5 => PublishCode.TooManyQueues,
        _ => PublishCode.Stored,
    };
}
