using Postrider.Core.Decisions;

namespace Postrider.Dispatcher.Protocol;

/// <summary>What makes a schedule of a publish: when it is sent, and the schedule's name.</summary>
internal static class ScheduleSettings
{
    private const int MaxCronLength = 1024;


    public static CronText? Cron(GivenSettings given, DateTimeOffset now)
    {
        if (given.Text(HeaderNames.Cron, MaxCronLength) is not { } text)
        {
            return null;
        }

        if (!CronText.TryParse(text, now, out var cron, out var error))
        {
            given.Errors.Add(HeaderNames.Cron, error);
        }

        return cron;
    }

    public static string? Id(GivenSettings given)
    {
        if (given.Text(HeaderNames.ScheduleId) is not { } id)
        {
            return null;
        }

        if (NameRules.ProblemOf(id) is { } problem)
        {
            given.Errors.Add(HeaderNames.ScheduleId, problem);
        }
        else if (!given.Has(HeaderNames.Cron))
        {
            given.Errors.Add(HeaderNames.ScheduleId, $"needs {HeaderNames.Cron}");
        }

        return id;
    }
}
