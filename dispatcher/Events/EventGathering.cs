using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Events;

/// <summary>
/// Makes the log whole before it is read: every dispatcher writes what it has gathered, and says so. One that does not answer is not waited for long.
/// </summary>
internal sealed class EventGathering(RedisConnections connections, EventLog log) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250); // half of what it would take without asking
    private readonly string ours = $"{EventSignals.Channel}:{Guid.NewGuid():N}";
    private readonly ConcurrentDictionary<long, Channel<bool>> asked = new();
    private long last;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var subscriber = connections.Control.GetSubscriber();
        await subscriber.SubscribeAsync(RedisChannel.Literal(ours), (_, number) => Answered(number!), CommandFlags.FireAndForget).ConfigureAwait(false);
        await subscriber.SubscribeAsync(EventSignals.Channel, (channel, question) => _ = AnswerAsync(question!), CommandFlags.FireAndForget).ConfigureAwait(false);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Returns when everything that was told so far can be read, or after a moment.</summary>
    public async Task GatherAsync(CancellationToken cancel)
    {
        var number = Interlocked.Increment(ref last);
        var answers = asked[number] = Channel.CreateUnbounded<bool>();
        try
        {
            var heard = await AskAsync(number).ConfigureAwait(false);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(Patience);
            for (; heard > 0; heard--)
            {
                await answers.Reader.ReadAsync(patience.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Somebody is slow, or gone.
        }
        finally
        {
            asked.TryRemove(number, out _);
        }
    }

    // Returns how many heard the question; this process is among them.
    private async Task<long> AskAsync(long number)
    {
        try
        {
            return await connections.Control.GetSubscriber().PublishAsync(EventSignals.Channel, string.Create(CultureInfo.InvariantCulture, $"{number} {ours}")).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return 0;
        }
    }

    private async Task AnswerAsync(string question)
    {
        var end = question.IndexOf(' ', StringComparison.Ordinal);
        if (end > 0)
        {
            await log.WriteAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await connections.Control.GetSubscriber().PublishAsync(RedisChannel.Literal(question[(end + 1)..]), question[..end], CommandFlags.FireAndForget).ConfigureAwait(false);
        }
    }

    private void Answered(string number)
    {
        if (long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var of) && asked.TryGetValue(of, out var answers))
        {
            answers.Writer.TryWrite(true);
        }
    }
}
