using System.Globalization;
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
        Arguments = new(messages.Count * NewMessage.ArgumentCount);
        Group = string.Create(CultureInfo.InvariantCulture, $"{messages.Count}{(toDeclared ? "!" : "")}{(goesOn ? "+" : "")} ");
        EnqueuedAt = enqueuedAt;
        foreach (var message in messages)
        {
            Bytes += message.Message.Body.Length;
            message.AppendArguments(Arguments);
        }
    }

    public IReadOnlyList<NewMessage> Messages { get; }

    /// <summary>The messages as <c>publish.lua</c> reads them; made by who publishes, for the loop of the partition is one for all.</summary>
    public List<RedisValue> Arguments { get; }

    /// <summary>The group as <c>publish.lua</c> reads it.</summary>
    public string Group { get; }

    /// <summary>Timestamp.</summary>
    public long EnqueuedAt { get; }

    /// <summary>Of all bodies.</summary>
    public int Bytes { get; }

    public Task<PublishAnswer[]> Answer => answer.Task;

    public void Complete(PublishAnswer[] answers) => answer.SetResult(answers);

    public void Fail(Exception exception) => answer.TrySetException(exception);
}
