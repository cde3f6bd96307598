using System.Globalization;
using Postrider.Core.Decisions;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Protocol;

/// <summary>How often a failed message is tried again, and after what wait.</summary>
internal static class RetrySettings
{
    public static int? Retries(GivenSettings given, LimitsOptions limits)
    {
        if (given.Text(HeaderNames.Retries) is not { } text)
        {
            return null;
        }

        if (text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            given.Errors.Add(HeaderNames.Retries, $"'{text}' is not a whole number from 0");
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var retries) && retries <= limits.MaxRetries)
        {
            return retries;
        }

        given.Errors.AddQuota(HeaderNames.Retries, "maxRetries", limits.MaxRetries);
        return null;
    }

    /// <summary>The expression as it was given.</summary>
    public static string? RetryDelay(GivenSettings given)
    {
        var text = given.Text(HeaderNames.RetryDelay);
        if (text is not null && !RetryDelayExpression.TryParse(text, out _, out var error))
        {
            given.Errors.Add(HeaderNames.RetryDelay, error);
        }

        return text;
    }
}
