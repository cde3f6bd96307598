using Microsoft.Extensions.Logging;
using Postrider.Core.Model;
using Postrider.Core.Store;
using Postrider.Core.Store.Events;
using Postrider.Dispatcher.Delivery;
using Postrider.Dispatcher.Hosting;

namespace Postrider.Dispatcher.Events;

/// <summary>
/// What is told of attempts. In the log of events one that starts and ends within a moment becomes a single record, for that log must cost next to
/// nothing; one that goes on is told as running.
/// </summary>
internal sealed partial class AttemptEvents(EventLog log, DispatcherMetrics metrics, TimeProvider time, ILogger<AttemptEvents> logger)
{
    private const long ShortMs = 500;

    /// <summary>Unix ms of this moment. What <see cref="Ended"/> tells is of the moment before it was written: the next attempt may start, elsewhere, at once.</summary>
    public long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Outcomes of the moment <paramref name="now"/> were written; <paramref name="tookEffect"/> says of each whether it counts.</summary>
    public void Ended(IReadOnlyList<(HeldLease Held, Settlement Settlement)> outcomes, IReadOnlyList<bool> tookEffect, long now)
    {
        for (var item = 0; item < tookEffect.Count; item++)
        {
            if (tookEffect[item])
            {
                Count(outcomes[item].Settlement);
                Log(outcomes[item].Held, outcomes[item].Settlement, now);
            }
        }
    }

    /// <summary>Attempts that run; those that have run for a while, and were not told before, are told.</summary>
    public void Running(IEnumerable<HeldLease> attempts)
    {
        var now = NowMs;
        foreach (var held in attempts)
        {
            if (held.StartedMs is > 0 and var started && now - started >= ShortMs && held.TakeStart())
            {
                log.Add(SubjectOf(held), new(EventKind.Active, started, held.Lease.Retried));
            }
        }
    }

    private void Count(Settlement settlement)
    {
        metrics.Count(settlement);
        if (settlement is Settlement.Bury bury)
        {
            var (message, reason) = (bury.Lease.Message, DeadLetterReason.FromBytes(bury.DeadLetter));
            MessageBuried(message.Id.ToString(), message.Namespace, reason.ResponseStatus, reason.Error ?? "");
        }
    }

    private void Log(HeldLease held, Settlement settlement, long now)
    {
        if (!log.IsOn)
        {
            return;
        }

        LogEnd(held, settlement, now);
        foreach (var callback in settlement.Callbacks)
        {
            log.Created(callback.Message);
        }
    }

    private void LogEnd(HeldLease held, Settlement settlement, long now)
    {
        var started = held.TakeStart() ? held.StartedMs : 0;
        var (message, retried) = (SubjectOf(held), held.Lease.Retried);
        switch (settlement)
        {
            case Settlement.Delivered:
                log.Add(message, new(EventKind.Delivered, now, retried, started));
                break;
            case Settlement.Retry retry:
                log.Add(message, new(EventKind.Retried, now, retried, started, now + (long)retry.Delay.TotalMilliseconds), OutcomeOf(held));
                break;
            case Settlement.Bury bury:
                log.Add(message, new(EventKind.Failed, now, retried, started), held.Outcome is null ? Unsent(bury) : OutcomeOf(held));
                break;
            case Settlement.Release when started > 0: // cut off: nobody knows how it ended
                log.Add(message, new(EventKind.Active, started, retried));
                break;
        }
    }

    // Where an attempt went stays in the log when its Endpoint moves.
    private static Message SubjectOf(HeldLease held) =>
        held.Lease.Message is { Endpoint: not null } message && held.SentTo is { } url ? message with { Url = url } : held.Lease.Message;

    private static EventOutcome OutcomeOf(HeldLease held) => held.Outcome is { } outcome
        ? new() { Status = outcome.Status, Error = outcome.Error, Headers = outcome.Headers, Body = outcome.Body }
        : new();

    private static EventOutcome Unsent(Settlement.Bury bury) => new() { Unsent = true, Error = DeadLetterReason.FromBytes(bury.DeadLetter).Error };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message {Message} of {Namespace} is a dead letter: status {Status} {Error}")]
    private partial void MessageBuried(string message, string @namespace, int status, string error);
}
