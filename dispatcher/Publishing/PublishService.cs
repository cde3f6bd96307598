using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Dispatcher.Api;
using Postrider.Dispatcher.Auth.Access;
using Postrider.Dispatcher.Events;
using Postrider.Dispatcher.Hosting;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Scheduling;

namespace Postrider.Dispatcher.Publishing;

/// <summary>
/// A destination and its settings, as one publish or one batch item gives them; no <paramref name="Body"/>: it was too long to be read;
/// <paramref name="Repeats"/>: it must say when it is sent again.
/// </summary>
internal sealed record PublishOrder(string Destination, PublishInput Input, ReadOnlyMemory<byte>? Body, bool Repeats = false);

/// <summary>What became of one order: its messages in order and whether the answer is an array, or the schedule that it made.</summary>
internal sealed record PublishOutcome(IReadOnlyList<(PublishAnswer Answer, string Url)> Messages, bool IsTopic, string? ScheduleId = null);

/// <summary>Checks orders, makes their messages, and stores them: all of a request or none.</summary>
internal sealed class PublishService(
    MessagePublisher publisher, RegistryReader registry, IOptions<LimitsOptions> limits, IOptions<RedisOptions> redis,
    IOptions<DeduplicationOptions> deduplication, IOptions<QueueLimits> queues, ScheduleChanges schedules, ScheduleUndoing undoing, DispatcherMetrics metrics,
    EventLog events, AccessControl access, IHostEnvironment environment, TimeProvider time)
{
    private static readonly Refusal TooManyIds = new(429, "too many deduplication ids are kept at the moment");
    private static readonly Refusal Undeclared = new(503, "the declared Topics and Endpoints are still being written");

    /// <summary>One outcome per order, or one refusal for all.</summary>
    /// <exception cref="StoreUnavailableException">Redis cannot be reached.</exception>
    public async Task<(IReadOnlyList<PublishOutcome>? Outcomes, Refusal? Refusal)> PublishAsync(
        IReadOnlyList<PublishOrder> orders, Caller caller)
    {
        var (now, askedAt) = (time.GetUtcNow(), time.GetTimestamp());
        var destinations = new RequestDestinations(registry, caller.Namespace, isDevelopment: environment.IsDevelopment());
        var made = new List<Made>(orders.Count);
        var refusals = new List<Refusal>();
        for (var item = 0; item < orders.Count; item++)
        {
            var (one, refusal) = await MakeAsync(orders[item], destinations, caller, now).ConfigureAwait(false);
            if (one is not null)
            {
                made.Add(one);
            }
            else
            {
                refusals.Add(orders.Count == 1 ? refusal! : refusal! with { Error = $"[{item}] {refusal.Error}" });
            }
        }

        if (refusals.Count > 0)
        {
            return (null, Joined(refusals));
        }

        var stored = await StoreAllAsync(made, askedAt).ConfigureAwait(false);
        metrics.CountAccepted(stored.Item1?.Sum(outcome => outcome.Messages.Count(message => message.Answer.Code == PublishCode.Stored)) ?? 0);
        return stored;
    }

    private async Task<(Made? Made, Refusal? Refusal)> MakeAsync(
        PublishOrder order, RequestDestinations destinations, Caller caller, DateTimeOffset now)
    {
        var (destination, unresolved) = await destinations.ResolveAsync(order.Destination).ConfigureAwait(false);
        if (await ForbiddenAsync(order, destination, caller).ConfigureAwait(false) is { } forbidden)
        {
            return (null, forbidden);
        }

        var input = destination is Destination.ToTopic { Topic.Headers: { } defaults } ? order.Input.WithDefaults(defaults) : order.Input;
        var (settings, refusal) = PublishSettingsReader.Read(input, limits.Value, now, environment.IsDevelopment());
        var oversized = order.Body?.Length <= limits.Value.MaxMessageSize ? null : new Refusal(413, $"quota maxMessageSize exceeded, current limit: {limits.Value.MaxMessageSize}");
        var once = order.Repeats && !order.Input.Settings.ContainsKey(HeaderNames.Cron) ? new Refusal(400, $"{HeaderNames.Cron}: is missing") : null;
        if ((refusal ?? unresolved ?? oversized ?? once) is not null)
        {
            return (null, Joined([.. new[] { refusal, unresolved, oversized, once }.OfType<Refusal>()]));
        }

        var publication = new Publication(destination!, settings!, order.Body!.Value, caller.Namespace, now, caller.Address);
        var windowMs = (long)deduplication.Value.Window.TotalMilliseconds;
        return (settings!.Cron is not null
            ? new([], destination!, ScheduleFactory.Make(publication, order.Destination))
            : new(MessageFactory.Make(publication, registry.Current, redis.Value.Partitions, windowMs), destination!, null), null);
    }

    // Most publishes are a configured token's to a URL, for which there is nothing to ask.
    private ValueTask<Refusal?> ForbiddenAsync(PublishOrder order, Destination? destination, Caller caller) =>
        destination is Destination.ToUrl && !AccessControl.MustAsk(caller, caller.Namespace)
            ? default
            : access.RefusalOfAsync(caller, PublishRights.Of(order.Destination, order.Input, destination, caller.Namespace));

    // Schedules first: they can be undone, and messages that were delivered cannot.
    private async Task<(IReadOnlyList<PublishOutcome>?, Refusal?)> StoreAllAsync(List<Made> made, long askedAt)
    {
        List<ScheduleDefinition> repeated = [.. made.Select(order => order.Schedule).OfType<ScheduleDefinition>()];
        if (repeated.Count == 0)
        {
            return await StoreAsync(made, askedAt).ConfigureAwait(false);
        }

        var (changes, refusal) = await schedules.PutAsync(repeated).ConfigureAwait(false);
        return refusal is null ? await StoreOrUndoAsync(made, askedAt, changes!).ConfigureAwait(false) : (null, refusal);
    }

    private async Task<(IReadOnlyList<PublishOutcome>?, Refusal?)> StoreOrUndoAsync(List<Made> made, long askedAt, IReadOnlyList<ScheduleChange> changes)
    {
        var accepted = false;
        try
        {
            var stored = await StoreAsync(made, askedAt).ConfigureAwait(false);
            accepted = stored.Item2 is null;
            return stored;
        }
        finally
        {
            if (!accepted)
            {
                await undoing.UndoAsync(changes).ConfigureAwait(false);
            }
        }
    }

    private async Task<(IReadOnlyList<PublishOutcome>?, Refusal?)> StoreAsync(List<Made> made, long askedAt)
    {
        NewMessage[] messages = [.. made.SelectMany(order => order.Messages.Select(outgoing => outgoing.New))];
        var toDeclared = made.Exists(order => order.Schedule is null && order.Destination is Destination.ToEndpoint or Destination.ToTopic { Topic.IsMadeByApi: false });
        var answers = await publisher.PublishAsync(messages, toDeclared, askedAt).ConfigureAwait(false);
        if (answers.Length > 0 && RefusalOf(answers[0].Code) is { } refusal)
        {
            return (null, refusal);
        }

        for (var item = 0; item < answers.Length; item++)
        {
            if (answers[item].Code == PublishCode.Stored)
            {
                events.Created(messages[item].Message);
            }
        }

        var next = 0;
        return (made.ConvertAll(order => new PublishOutcome([.. order.Messages.Select(outgoing => (answers[next++], outgoing.Url))], order.Destination is Destination.ToTopic, order.Schedule?.Name)), null);
    }

    private Refusal? RefusalOf(PublishCode code) => code switch
    {
        PublishCode.TooManyDeduplicationIds => TooManyIds,
        PublishCode.Undeclared => Undeclared,
        PublishCode.TooManyQueues => QueueQuota.Refuse(queues.Value),
        _ => null,
    };

    // What is not allowed comes first, whatever else is wrong. 503 before 400: what cannot be known yet may make the rest right. A quota answer only when nothing is malformed.
    private static Refusal Joined(IReadOnlyList<Refusal> refusals)
    {
        int[] order = [403, 503, 400, 404, 413, 412];
        var status = order.First(candidate => refusals.Any(refusal => refusal.Status == candidate));
        return new(status, string.Join("; ", refusals.Select(refusal => refusal.Error)));
    }

    private sealed record Made(IReadOnlyList<Outgoing> Messages, Destination Destination, ScheduleDefinition? Schedule);
}
