using System.Globalization;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>Messages of one request that are accepted together, on their way into one partition.</summary>
internal sealed class PendingPublish
{
    /// <summary>Wakes the loop and stores nothing.</summary>
    public static readonly PendingPublish Nothing = new([], toDeclared: false, goesOn: false, askedAt: 0, enqueuedAt: 0);

    private readonly TaskCompletionSource<PublishAnswer[]> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<RedisValue> arguments;

    /// <param name="messages">Of one partition.</param>
    /// <param name="toDeclared">They go to something declared.</param>
    /// <param name="goesOn">Part of their request was accepted before.</param>
    /// <param name="askedAt">Timestamp from which delays count.</param>
    /// <param name="enqueuedAt">Timestamp.</param>
    public PendingPublish(IReadOnlyList<NewMessage> messages, bool toDeclared, bool goesOn, long askedAt, long enqueuedAt)
    {
        Messages = messages;
        arguments = new(messages.Count * NewMessage.ArgumentCount);
        Group = string.Create(CultureInfo.InvariantCulture, $"{messages.Count}{(toDeclared ? "!" : "")}{(goesOn ? "+" : "")} ");
        (AskedAt, EnqueuedAt) = (askedAt, enqueuedAt);
        foreach (var message in messages)
        {
            Bytes += message.Message.Body.Length;
            message.AppendArguments(arguments);
        }
    }

    public IReadOnlyList<NewMessage> Messages { get; }

    /// <summary>The group as <c>publish.lua</c> reads it.</summary>
    public string Group { get; }

    /// <summary>Timestamp from which delays count.</summary>
    public long AskedAt { get; }

    /// <summary>Timestamp.</summary>
    public long EnqueuedAt { get; }

    /// <summary>Of all bodies.</summary>
    public int Bytes { get; }

    public Task<PublishAnswer[]> Answer => answer.Task;

    /// <summary>The messages as <c>publish.lua</c> reads them when <paramref name="passed"/> has passed since they were asked for.</summary>
    public IReadOnlyList<RedisValue> ArgumentsAfter(TimeSpan passed)
    {
        // Made by who publishes, for the loop of the partition is one for all; only delays become shorter.
        for (var item = 0; item < Messages.Count; item++)
        {
            if (Messages[item].DelayMicros > 0)
            {
                arguments[(item * NewMessage.ArgumentCount) + NewMessage.SettingsArgument] = Messages[item].SettingsAfter(passed);
            }
        }

        return arguments;
    }

    public void Complete(PublishAnswer[] answers) => answer.SetResult(answers);

    public void Fail(Exception exception) => answer.TrySetException(exception);
}
