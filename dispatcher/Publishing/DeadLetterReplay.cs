using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Store;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Publishing;

/// <summary>Sends a dead letter again as a new message; publish headers of the request replace what was stored.</summary>
internal sealed class DeadLetterReplay(DeadLetterStore letters, IOptions<LimitsOptions> limits, IHostEnvironment environment, TimeProvider time)
{
    /// <summary>The new message's id; 404 when there is no such dead letter in the namespace.</summary>
    public async Task<(string? MessageId, Refusal? Refusal)> ReplayAsync(string ns, string dlqId, HttpRequest request)
    {
        var target = PublishTarget.Parse(request.Path + request.QueryString.Value);
        var (settings, refusal) = PublishSettingsReader.Read(PublishInput.From(request.Headers, target.Parameters), limits.Value, time.GetUtcNow(), environment.IsDevelopment());
        if ((refusal ?? Unfitting(settings)) is { } refused)
        {
            return (null, refused);
        }

        if (await letters.GetAsync(ns, dlqId).ConfigureAwait(false) is not { } letter)
        {
            return (null, NotFound(dlqId));
        }

        var replay = Renew(letter, settings!, time.GetUtcNow().ToUnixTimeMilliseconds());
        return await letters.ReplayAsync(ns, dlqId, replay).ConfigureAwait(false) ? (replay.Message.Id.ToString(), null) : (null, NotFound(dlqId));
    }

    /// <summary>The new messages' ids in order; 404, and nothing is sent, when one of the dead letters is not there.</summary>
    public async Task<(IReadOnlyList<string>? MessageIds, Refusal? Refusal)> ReplayAsync(string ns, IReadOnlyList<string> dlqIds, HttpRequest request)
    {
        foreach (var dlqId in dlqIds)
        {
            if (await letters.GetAsync(ns, dlqId).ConfigureAwait(false) is null)
            {
                return (null, NotFound(dlqId));
            }
        }

        var sent = new List<string>(dlqIds.Count);
        foreach (var dlqId in dlqIds)
        {
            var (id, refusal) = await ReplayAsync(ns, dlqId, request).ConfigureAwait(false);
            if (id is not null)
            {
                sent.Add(id);
            }
            else if (refusal!.Status != 404 || sent.Count == 0)
            {
                return (null, refusal);
            }
        }

        return (sent, null); // without those that somebody else retried meanwhile: the others are on their way
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
