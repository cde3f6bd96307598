namespace Postrider.Dispatcher.Protocol;

/// <summary>What is to be hidden, in the one spelling that messages keep.</summary>
internal static class RedactionSetting
{
    public static string? Read(GivenSettings given)
    {
        if (given.List(HeaderNames.RedactFields) is not { } text)
        {
            return null;
        }

        if (Redaction.TryParse(text, out var redaction, out var error))
        {
            return redaction.ToString();
        }

        given.Errors.Add(HeaderNames.RedactFields, error);
        return null;
    }
}
