using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Postrider.Core.Settings;

/// <summary>Checks <c>Logging:LogLevel</c>, which the framework reads first of all and refuses with a stack trace.</summary>
public static class LogLevels
{
    private const string Key = "LogLevel";

    /// <exception cref="SettingException">One of them is no level.</exception>
    public static void Check(IConfiguration configuration)
    {
        var logging = configuration.GetSection("Logging");
        foreach (var level in logging.GetChildren().Select(child => child.GetSection(Key)).Prepend(logging.GetSection(Key)).SelectMany(section => section.GetChildren()))
        {
            if (level.Value is { Length: > 0 } text && !Enum.TryParse<LogLevel>(text, ignoreCase: true, out _))
            {
                throw new SettingException($"{level.Path} is '{text}'; expected one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
            }
        }
    }
}
