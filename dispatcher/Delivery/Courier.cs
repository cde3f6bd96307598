using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Store;
using Postrider.Dispatcher.Callbacks;
using Postrider.Dispatcher.Hosting;
using Postrider.Dispatcher.Publishing;
using Postrider.Dispatcher.Signing;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Delivery;

/// <summary>Makes one attempt for one leased message and says what becomes of it.</summary>
internal sealed partial class Courier(
    TargetResolver resolver, DeliveryClient client, AnswerBudget answers, SigningKeys keys, DispatcherMetrics metrics, IOptions<DeliveryOptions> options,
    IOptions<LimitsOptions> limits, TimeProvider time, ILogger<Courier> logger)
{
    // Its start was counted when it was leased: later than this it would fall into another window.
    private static readonly TimeSpan LongestRatedWait = TimeSpan.FromMilliseconds(100);

    public async Task<Settlement> DeliverAsync(HeldLease held, CancellationToken stop)
    {
        try
        {
            return await TryDeliverAsync(held, stop).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return Unsent(held);
        }
        catch (OperationCanceledException)
        {
            return new Settlement.Release(held.Lease, TimeSpan.Zero);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException) // that is not the message's fault: it goes again
        {
            // One message that breaks our own code must not stop the others, nor come back at once forever.
            AttemptBroke(exception, held.Lease.Message.Id.ToString());
            return Decide(held, resolver.FindEndpoint(held.Lease.Message), new AttemptOutcome { Error = $"internal error: {exception.Message}" });
        }
    }

    private async Task<Settlement> TryDeliverAsync(HeldLease held, CancellationToken stop)
    {
        var lease = held.Lease;
        if (lease.Doomed)
        {
            return Bury(lease, "its dispatcher stopped working each time that it tried to deliver this message");
        }

        var (target, gone) = await resolver.ResolveAsync(lease).ConfigureAwait(false);
        if (target is null)
        {
            return gone is null ? Unsent(held) : Bury(lease, gone);
        }

        if (stop.IsCancellationRequested || !held.Session.MayStart || IsTooLateForItsWindow(held, target))
        {
            return Unsent(held);
        }

        held.SentTo = target.Endpoint is { Url: null } ? null : target.Url;
        held.StartedMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        metrics.Started(lease, held.StartedMs);
        var started = time.GetTimestamp();
        var outcome = await AttemptAsync(held, target, stop).ConfigureAwait(false);
        metrics.Ended(time.GetElapsedTime(started));
        return Decide(held, target.Endpoint, outcome);
    }

    private static Settlement Unsent(HeldLease held) => new Settlement.Release(held.Lease, TimeSpan.Zero, Unsent: true);

    private async Task<AttemptOutcome> AttemptAsync(HeldLease held, DeliveryTarget target, CancellationToken stop)
    {
        var lease = held.Lease;
        HttpRequestMessage request;
        try
        {
            request = DeliveryRequest.Build(lease, target, (await keys.OfAsync(lease.Message.Namespace).ConfigureAwait(false)).Current, time.GetUtcNow());
        }
        catch (FormatException exception)
        {
            return new() { Error = exception.Message };
        }

        using (request)
        {
            var timeout = AttemptPolicy.Timeout(lease.Message, target.Endpoint, options.Value.Timeout);
            held.Answer = answers.Open(keepsSuccess: lease.Message.Callback is not null);
            var outcome = await client.SendAsync(request, target.Tls, timeout, held.Answer, stop).ConfigureAwait(false);
            return outcome.Error is not null && target.Endpoint is { Url: null } ? Hide(outcome, request.RequestUri!) : outcome;
        }
    }

    // Errors name host and port, which came from a Secret, and the address of a refused one.
    private static AttemptOutcome Hide(AttemptOutcome outcome, Uri url) => outcome with
    {
        Error = new[] { $"{url.Host}:{url.Port}", $"{url.IdnHost}:{url.Port}", url.Host, url.IdnHost }
            .Aggregate(EgressGuard.WithoutAddress(outcome.Error!), (error, hidden) => error.Replace(hidden, "(secret)", StringComparison.OrdinalIgnoreCase)),
    };

    private Settlement Decide(HeldLease held, EndpointDefinition? endpoint, AttemptOutcome outcome)
    {
        held.Outcome = outcome;
        return Conclude(SettlementDecision.Of(held.Lease, endpoint, outcome, time.GetUtcNow(), Random.Shared.NextDouble(), limits.Value.MaxDelay), endpoint, outcome);
    }

    private Settlement Bury(Lease lease, string reason)
    {
        var outcome = new AttemptOutcome { Error = reason };
        return Conclude(SettlementDecision.Bury(lease, outcome, time.GetUtcNow()), resolver.FindEndpoint(lease.Message), outcome);
    }

    private Settlement Conclude(Settlement settlement, EndpointDefinition? endpoint, AttemptOutcome outcome) =>
        CallbackMessages.Accompany(settlement, endpoint, outcome, time.GetUtcNow());

    // A key may have a rate that the message does not carry: pinned, or a newer message's.
    private bool IsTooLateForItsWindow(HeldLease held, DeliveryTarget target) =>
        (held.Lease.Message.FlowKey is not null || target.Endpoint?.Limits.Rate > 0) && time.GetElapsedTime(held.CountedAt) > LongestRatedWait;

    [LoggerMessage(Level = LogLevel.Error, Message = "The attempt of message {Message} broke.")]
    private partial void AttemptBroke(Exception exception, string message);
}
