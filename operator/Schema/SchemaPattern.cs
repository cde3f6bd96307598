using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace Postrider.Operator.Schema;

/// <summary>Patterns with the meaning that they have in the API server (RE2): linear time, and <c>$</c> is the very end.</summary>
internal static class SchemaPattern
{
    private static readonly ConcurrentDictionary<string, Regex> Compiled = new();

    /// <summary>Whether the pattern matches somewhere in <paramref name="text"/>.</summary>
    public static bool IsMatch(string pattern, string text) => Compiled.GetOrAdd(pattern, Compile).IsMatch(text);

    private static Regex Compile(string pattern) => new(WithStrictEnd(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    // In .NET a $ also matches before a line feed at the end, so a value could smuggle one in.
    private static string WithStrictEnd(string pattern)
    {
        var result = new StringBuilder();
        var inClass = false;
        for (var index = 0; index < pattern.Length; index++)
        {
            var character = pattern[index];
            if (character == '\\' && index + 1 < pattern.Length)
            {
                result.Append(character).Append(pattern[++index]);
                continue;
            }

            inClass = character switch { '[' => true, ']' => false, _ => inClass };
            result.Append(character == '$' && !inClass ? @"\z" : character.ToString());
        }

        return result.ToString();
    }
}
