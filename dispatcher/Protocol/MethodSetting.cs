namespace Postrider.Dispatcher.Protocol;

/// <summary>The HTTP method of a delivery.</summary>
internal static class MethodSetting
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>In upper case; null when not given.</summary>
    public static string? Read(GivenSettings given)
    {
        var method = given.Text(HeaderNames.Method)?.ToUpperInvariant();
        if (method is not null && !Methods.Contains(method))
        {
            given.Errors.Add(HeaderNames.Method, $"'{method}' is none of {string.Join(", ", Methods)}");
        }

        return method;
    }
}
