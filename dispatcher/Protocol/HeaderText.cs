namespace Postrider.Dispatcher.Protocol;

/// <summary>What header names and values may be, and how names are shown.</summary>
internal static class HeaderText
{
    private const string TokenPunctuation = "!#$%&'*+-.^_`|~";

    public static bool IsName(string name) => name.Length > 0 && name.All(IsTokenCharacter);

    /// <summary>No line break or other control character: such a value would become another header.</summary>
    public static bool IsValue(string value) => !value.Any(character => char.IsControl(character) && character != '\t');

    /// <summary>Go's canonical form: upper case at the start and after each dash, lower case elsewhere.</summary>
    public static string Canonical(string name)
    {
        if (!IsName(name))
        {
            return name;
        }

        return string.Create(name.Length, name, static (canonical, from) =>
        {
            for (var at = 0; at < canonical.Length; at++)
            {
                canonical[at] = at == 0 || from[at - 1] == '-' ? char.ToUpperInvariant(from[at]) : char.ToLowerInvariant(from[at]);
            }
        });
    }

    private static bool IsTokenCharacter(char character) => char.IsAsciiLetterOrDigit(character) || TokenPunctuation.Contains(character, StringComparison.Ordinal);
}
