using System.Text;
using Postrider.Core.Decisions;
using Postrider.Core.Model;
using Postrider.Operator.Api;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Controllers.Schedules;

/// <summary>Turns a Schedule into what the dispatchers obey, or says what is wrong with it.</summary>
internal static class ScheduleTranslator
{
    public const int MaxBodyBytes = 65_536;

    /// <param name="missing">Why there is nothing to send to; the Schedule then keeps its name but does not fire.</param>
    /// <param name="untold">Why nobody can be told of outcomes at the moment; it fires all the same.</param>
    public static Translation<ScheduleDefinition> Translate(Declared<Schedule> resource, string source, Verdict? missing, Verdict? untold, DateTimeOffset now)
    {
        var spec = resource.Resource!.Spec;
        if (Refusal(spec, now) is { } refusal)
        {
            return new Translation<ScheduleDefinition>(null, refusal);
        }

        var definition = Define(resource, source, spec) with { Suspend = (spec.Suspend ?? false) || missing is not null };
        return new Translation<ScheduleDefinition>(definition, missing ?? untold ?? Judge(definition));
    }

    private static Verdict Judge(ScheduleDefinition definition) => definition.Suspend
        ? new Verdict(Reasons.Suspended, "Live. Nothing fires while spec.suspend is true.")
        : new Verdict(Reasons.Accepted, "Live in the dispatchers.");

    private static Verdict? Refusal(ScheduleSpec spec, DateTimeOffset now)
    {
        if (!CronClock.IsValidExpression(spec.Cron, out var error))
        {
            return new Verdict(Reasons.Invalid, $"spec.cron: {error}");
        }

        if (!CronClock.TryDeclare(spec.Cron, spec.TimeZone!, out var clock, out error))
        {
            return new Verdict(Reasons.UnknownTimeZone, $"spec.timeZone: {error}");
        }

        if (clock.Next(now) is null)
        {
            return new Verdict(Reasons.NeverFires, $"spec.cron: '{spec.Cron}' never fires.");
        }

        return (RetryTranslator.Problem(spec.Retry) ?? Problem(spec)) is { } problem ? new Verdict(Reasons.Invalid, problem) : null;
    }

    private static string? Problem(ScheduleSpec spec) =>
        spec.Body is { } body && Encoding.UTF8.GetByteCount(body) > MaxBodyBytes
            ? $"spec.body: longer than {MaxBodyBytes} bytes"
            : DestinationField.Problem("spec.destination.url", spec.Destination.Url)
                ?? DestinationField.Problem("spec.callback.url", spec.Callback?.Url)
                ?? DestinationField.Problem("spec.failureCallback.url", spec.FailureCallback?.Url);

    private static ScheduleDefinition Define(Declared<Schedule> resource, string source, ScheduleSpec spec) => new()
    {
        Namespace = resource.Name.Namespace,
        Name = resource.Name.Name,
        Source = source,
        Cron = spec.Cron,
        TimeZone = spec.TimeZone!,
        Url = spec.Destination.Url,
        Endpoint = spec.Destination.EndpointRef?.Name,
        Topic = spec.Destination.TopicRef?.Name,
        Method = spec.Method ?? "POST",
        ContentType = spec.ContentType,
        Body = spec.Body,
        Headers = [.. (spec.Headers ?? []).Select(header => KeyValuePair.Create(header.Name, header.Value))],
        DelayMs = Durations.MsOrNull(spec.Delay) ?? 0,
        TimeoutMs = Durations.MsOrNull(spec.Timeout),
        Retry = RetryTranslator.Translate(spec.Retry),
        Queue = spec.Queue,
        Callback = CallbackTranslator.Translate(spec.Callback),
        FailureCallback = CallbackTranslator.Translate(spec.FailureCallback),
        StartingDeadlineSeconds = spec.StartingDeadlineSeconds!.Value,
        Uid = resource.Uid,
    };
}
