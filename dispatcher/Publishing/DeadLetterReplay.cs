using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Store;
using Postrider.Dispatcher.Api;
using Postrider.Dispatcher.Auth.Access;
using Postrider.Dispatcher.Events;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Publishing;

/// <summary>Sends a dead letter again as a new message; publish headers of the request replace what was stored.</summary>
internal sealed class DeadLetterReplay(
    DeadLetterStore letters, QueueStore queues, EventLog events, AccessControl access, IOptions<LimitsOptions> limits, IOptions<QueueLimits> queueLimits,
    IHostEnvironment environment, TimeProvider time)
{
    /// <summary>The new message's id; 404 when there is no such dead letter in the namespace.</summary>
    public async Task<(string? MessageId, Refusal? Refusal)> ReplayAsync(Caller caller, string dlqId, HttpRequest request)
    {
        var (settings, refusal) = await ReadSettingsAsync(caller, request).ConfigureAwait(false);
        return refusal is null ? await ReplayAsync(caller.Namespace, dlqId, settings!).ConfigureAwait(false) : (null, refusal);
    }

    /// <summary>The new messages' ids in order.</summary>
    /// <param name="caller">Whose dead letters they are.</param>
    /// <param name="dlqIds">Which ones.</param>
    /// <param name="all">When one of them is not there, it is 404 and nothing is sent; else those that are there are sent.</param>
    /// <param name="request">What the publish headers are read from.</param>
    public async Task<(IReadOnlyList<string>? MessageIds, Refusal? Refusal)> ReplayAsync(Caller caller, IReadOnlyList<string> dlqIds, bool all, HttpRequest request)
    {
        var ns = caller.Namespace;
        var (settings, refusal) = await ReadSettingsAsync(caller, request).ConfigureAwait(false);
        refusal ??= await RefusalOfAllAsync(ns, dlqIds, all, settings!).ConfigureAwait(false);
        if (refusal is not null)
        {
            return (null, refusal);
        }

        var sent = new List<string>(dlqIds.Count);
        foreach (var dlqId in dlqIds)
        {
            if ((await ReplayAsync(ns, dlqId, settings!).ConfigureAwait(false)).MessageId is { } id)
            {
                sent.Add(id);
            }
        }

        return (sent, null); // without those that somebody else took meanwhile: the others are on their way
    }

    private async ValueTask<(PublishSettings? Settings, Refusal? Refusal)> ReadSettingsAsync(Caller caller, HttpRequest request)
    {
        var target = PublishTarget.Parse(request.Path + request.QueryString.Value);
        var input = PublishInput.From(request.Headers, target.Parameters);
        if (await access.RefusalOfAsync(caller, PublishRights.OfSettings(input, caller.Namespace)).ConfigureAwait(false) is { } forbidden)
        {
            return (null, forbidden);
        }

        var (settings, refusal) = PublishSettingsReader.Read(input, limits.Value, time.GetUtcNow(), environment.IsDevelopment());
        return (settings, refusal ?? Unfitting(settings));
    }

    // The queues are made before the first is sent, so that none is refused half-way.
    private async Task<Refusal?> RefusalOfAllAsync(string ns, IReadOnlyList<string> dlqIds, bool all, PublishSettings settings)
    {
        var there = await letters.GetHeadsAsync(ns, dlqIds).ConfigureAwait(false);
        var missing = all ? dlqIds.Except(there.Select(letter => letter.DlqId), StringComparer.Ordinal).ToList() : [];
        if (missing.Count > 0)
        {
            return NotFound(string.Join(", ", missing));
        }

        List<string> needed = [.. there.Select(letter => settings.Queue ?? letter.Message.Queue).OfType<string>().Distinct()];
        return needed.Count == 0 || await queues.MakeAsync(ns, needed).ConfigureAwait(false) ? null : QueueQuota.Refuse(queueLimits.Value);
    }

    private async Task<(string? MessageId, Refusal? Refusal)> ReplayAsync(string ns, string dlqId, PublishSettings settings)
    {
        if (await letters.GetAsync(ns, dlqId).ConfigureAwait(false) is not { } letter)
        {
            return (null, NotFound(dlqId));
        }

        var replay = Renew(letter, settings, time.GetUtcNow().ToUnixTimeMilliseconds());
        switch (await letters.ReplayAsync(ns, dlqId, replay).ConfigureAwait(false))
        {
            case ReplayOutcome.Sent:
                events.Created(replay.Message);
                return (replay.Message.Id.ToString(), null);
            case ReplayOutcome.TooManyQueues:
                return (null, QueueQuota.Refuse(queueLimits.Value));
            default:
                return (null, NotFound(dlqId));
        }
    }

    // Silently obeyed it could swallow the message, silently ignored it would promise what does not hold.
    internal static Refusal? Unfitting(PublishSettings? settings) =>
        settings?.Cron is not null ? new(400, $"{HeaderNames.Cron}: a retry takes none; it is sent once")
        : settings?.DeduplicationId is not null ? new(400, $"{HeaderNames.DeduplicationId}: a retry takes none; it is sent once in any case")
        : settings?.ContentBasedDeduplication == true ? new(400, $"{HeaderNames.ContentBasedDeduplication}: a retry takes none; it is sent once in any case")
        : null;

    // The id follows from the dead letter: a repeated request never sends twice.
    internal static NewMessage Renew(DeadLetter letter, PublishSettings settings, long nowMs)
    {
        var old = letter.Message;
        var notBefore = settings.NotBeforeMicros > 0 ? Math.Max(nowMs, settings.NotBeforeMicros / 1000) : nowMs + (settings.DelayMicros / 1000);
        return new()
        {
            Message = old with
            {
                Id = MessageId.FromParts(old.Id.Partition, "replay", old.Namespace, letter.DlqId),
                CreatedAtMs = nowMs,
                NotBeforeMs = notBefore,
                Method = settings.Method ?? old.Method,
                Headers = Merge(old.Headers, settings.Headers),
                Retries = settings.Retries ?? old.Retries,
                RetryDelay = settings.RetryDelay ?? old.RetryDelay,
                TimeoutMs = settings.TimeoutMs ?? old.TimeoutMs,
                FlowKey = settings.FlowKey ?? old.FlowKey,
                FlowLimits = settings.FlowKey is null ? old.FlowLimits : settings.FlowLimits,
                Label = settings.Label ?? old.Label,
                Queue = settings.Queue ?? old.Queue,
                Callback = settings.Callback ?? old.Callback,
                FailureCallback = settings.FailureCallback ?? old.FailureCallback,
                Redaction = settings.Redaction ?? old.Redaction,
            },
            DelayMicros = settings.NotBeforeMicros > 0 ? 0 : settings.DelayMicros,
            NotBeforeMicros = settings.NotBeforeMicros,
        };
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Merge(
        IReadOnlyList<KeyValuePair<string, string>> old, IReadOnlyList<KeyValuePair<string, string>> given) => given.Count == 0
        ? old
        : [.. old.Where(header => !given.Any(replaced => replaced.Key.Equals(header.Key, StringComparison.OrdinalIgnoreCase))), .. given];

    private static Refusal NotFound(string dlqId) => new(404, $"dead letter {dlqId} not found");
}
