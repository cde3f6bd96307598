using Postrider.Core.Decisions;

namespace Postrider.Dispatcher.Protocol;

/// <summary>What makes a schedule of a publish: when it is sent, and the schedule's name.</summary>
internal static class ScheduleSettings
{
    private const int MaxCronLength = 1024;

    private const int MaxIdLength = 256;

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

        if (!IsId(id))
        {
            given.Errors.Add(HeaderNames.ScheduleId, $"an id is 1 to {MaxIdLength} characters of A-Z, a-z, 0-9, '.', '_' and '-', and not only one or two dots");
        }
        else if (!given.Has(HeaderNames.Cron))
        {
            given.Errors.Add(HeaderNames.ScheduleId, $"needs {HeaderNames.Cron}");
        }

        return id;
    }

    // In a path dots alone lead elsewhere.
    private static bool IsId(string text) => text.Length <= MaxIdLength && text is not ("." or "..")
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-');
}
