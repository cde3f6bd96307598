using Microsoft.Extensions.Options;

namespace Postrider.Core.Settings;

/// <summary>What a program says that its settings keep from starting.</summary>
public static class StartFailure
{
    /// <summary>The sentence, which names the setting or the file; null for what no setting caused.</summary>
    public static string? SentenceOf(Exception exception) => exception switch
    {
        SettingException => exception.Message,
        OptionsValidationException options => string.Join(' ', options.Failures),
        AggregateException several when several.InnerExceptions.Select(SentenceOf).ToList() is var all && !all.Contains(null) => string.Join(' ', all),
        InvalidDataException => $"{exception.Message} {exception.GetBaseException().Message}", // a file of settings that cannot be read
        _ => null,
    };
}
