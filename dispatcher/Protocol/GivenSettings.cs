using Postrider.Core.Decisions;

namespace Postrider.Dispatcher.Protocol;

/// <summary>The configuration of one publish as texts. What cannot be stored or sent is noted, and then counts as not given.</summary>
internal sealed class GivenSettings(PublishInput input, SettingErrors errors)
{
    private const int MaxTextLength = 4096;

    public SettingErrors Errors => errors;

    public IEnumerable<string> Names => input.Settings.Keys;

    public bool Has(string name) => input.Settings.ContainsKey(name);

    /// <summary>The one value without blanks around it; null when absent or empty.</summary>
    public string? Text(string name, int maxLength = MaxTextLength) => input.Settings.TryGetValue(name, out var value) ? Checked(name, value, maxLength) : null;

    /// <summary>The values of a setting that may come several times, joined by commas; null when absent or empty.</summary>
    public string? List(string name, int maxLength = MaxTextLength) => input.Settings.TryGetValue(name, out var value) ? CheckedText(name, value, maxLength) : null;

    /// <summary><paramref name="value"/> of a header that is not among the settings, under the same rules.</summary>
    public string? Checked(string name, string value, int maxLength = MaxTextLength)
    {
        if (!input.IsRepeated(name))
        {
            return CheckedText(name, value, maxLength);
        }

        errors.Add(name, "given more than once");
        return null;
    }

    public bool? Boolean(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (bool.TryParse(text, out var value))
        {
            return value;
        }

        errors.Add(name, $"'{text}' is neither true nor false");
        return null;
    }

    /// <summary>A duration in µs; null when absent or none.</summary>
    public long? Duration(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (ProtocolDuration.ParseMicros(text) is { } micros)
        {
            return micros;
        }

        errors.Add(name, $"'{text}' is not a duration such as 30s, 1h30m or a number of seconds");
        return null;
    }

    private string? CheckedText(string name, string value, int maxLength)
    {
        var text = value.Trim();
        if (text.Length == 0)
        {
            return null;
        }

        if (HeaderText.ProblemOf(text) is { } problem)
        {
            errors.Add(name, problem);
            return null;
        }

        if (text.Length > maxLength)
        {
            errors.Add(name, $"longer than {maxLength} characters");
            return null;
        }

        return text;
    }
}
