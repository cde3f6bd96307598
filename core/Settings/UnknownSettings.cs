using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Postrider.Core.Settings;

/// <summary>Tells of what stands in a section of ours and is no setting: a misspelt one is as if it were not there. Not refused, for both programs may share a file.</summary>
public static partial class UnknownSettings
{
    /// <summary>A warning for each, which names it and what there is.</summary>
    public static void Tell(IConfiguration configuration, IEnumerable<KnownSection> sections, ILogger logger)
    {
        foreach (var sentence in Sentences(configuration, sections))
        {
            Ignored(logger, sentence);
        }
    }

    internal static IEnumerable<string> Sentences(IConfiguration configuration, IEnumerable<KnownSection> sections) =>
        sections.GroupBy(section => section.Name, StringComparer.OrdinalIgnoreCase)
            .SelectMany(section => Sentences(configuration.GetSection(section.Key), [.. section.Select(part => part.Options)]));

    private static IEnumerable<string> Sentences(IConfigurationSection section, IReadOnlyList<Type> options)
    {
        var settings = options.SelectMany(SettingForm.SettingsOf).ToList();
        return section.GetChildren().SelectMany(given =>
        {
            var meant = settings.FindAll(setting => setting.Name.Equals(given.Key, StringComparison.OrdinalIgnoreCase)).ConvertAll(setting => setting.PropertyType);
            return meant.Count == 0 ? [$"{given.Path} is no setting of this program, and ignored; {section.Path} has {Names(settings)}."]
                : meant.FindAll(SettingForm.IsSection) is { Count: > 0 } parts ? Sentences(given, parts)
                : [];
        });
    }

    private static string Names(IEnumerable<PropertyInfo> settings) => string.Join(", ", settings.Select(setting => setting.Name).Distinct().Order(StringComparer.Ordinal));

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sentence}")]
    private static partial void Ignored(ILogger logger, string sentence);
}
