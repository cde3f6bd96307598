namespace Postrider.Core.Settings;

/// <summary>The machine's time-zone data: schedules have time zones, and without the data each of them would be refused as unknown.</summary>
public static class TimeZoneData
{
    private const string Known = "Europe/Berlin"; // UTC is known without any data

    /// <summary>Checks that it is there.</summary>
    /// <exception cref="SettingException">It is not.</exception>
    public static void Check()
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(Known, out _))
        {
            throw new SettingException(
                $"The time zone {Known} cannot be loaded: this machine or image has no time-zone data; install it (tzdata), use a base image that has it, or let TZDIR name its folder.");
        }
    }
}
