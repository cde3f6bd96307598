using System.Collections;
using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Postrider.Core.Settings;

/// <summary>Finds values that cannot be read as the type of their setting, each told in one sentence that names the setting and what was expected.</summary>
internal static class SettingForm
{
    /// <summary>The end of a sentence about a time.</summary>
    public const string OfTimes = ", as hh:mm:ss, or d.hh:mm:ss with days; a bare number is days.";

    /// <summary>What may be set in a section of these options.</summary>
    public static IEnumerable<PropertyInfo> SettingsOf(Type options) =>
        options.GetProperties().Where(property => property.CanWrite || IsList(property.PropertyType) || IsMap(property.PropertyType));

    /// <summary>Whether a setting of this type has settings of its own.</summary>
    public static bool IsSection(Type type) => Expected(Nullable.GetUnderlyingType(type) ?? type) is null && !typeof(IEnumerable).IsAssignableFrom(type);

    public static IEnumerable<string> Problems(IConfigurationSection section, Type options) => options.GetProperties()
        .Where(property => section.GetSection(property.Name).Exists())
        .SelectMany(property => ProblemsOf(section.GetSection(property.Name), property.PropertyType));

    private static IEnumerable<string> ProblemsOf(IConfigurationSection setting, Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        return type == typeof(string) ? []
            : Expected(type) is { } expected ? ScalarProblems(setting, type, expected)
            : IsList(type) ? ListProblems(setting, $"a list: give {setting.Path}:0 and so on")
            : IsMap(type) ? ListProblems(setting, $"several settings: give {setting.Path}:<name>")
            : Problems(setting, type);
    }

    // What stands there is not repeated where it may be a secret.
    private static IEnumerable<string> ListProblems(IConfigurationSection setting, string expected) =>
        string.IsNullOrEmpty(setting.Value) ? [] : [$"{setting.Path} is {expected}."];

    private static IEnumerable<string> ScalarProblems(IConfigurationSection setting, Type type, string expected) =>
        setting.Value is { } text && IsReadable(text, type) ? [] : [$"{setting.Path} is '{setting.Value}'; expected {expected}"];

    private static bool IsReadable(string text, Type type)
    {
        try
        {
            _ = TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
            return true;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException)
        {
            return false;
        }
    }

    private static string? Expected(Type type) =>
        type == typeof(int) || type == typeof(long) ? "a whole number."
        : type == typeof(bool) ? "true or false."
        : type == typeof(TimeSpan) ? "a time" + OfTimes
        : null;

    private static bool IsList(Type type) => Is(type, typeof(IList<>));

    private static bool IsMap(Type type) => Is(type, typeof(Dictionary<,>));

    private static bool Is(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;
}
