using System.Text;
using Postrider.Core.Decisions;

namespace Postrider.Operator.Schema.Cel;

/// <summary>The functions that rules may call. A method call passes its target as the first argument.</summary>
internal static class CelFunctions
{
    private static readonly Dictionary<(string Name, int Arguments), Func<IReadOnlyList<object>, object>> All = new()
    {
        [("size", 1)] = arguments => Size(arguments[0]),
        [("duration", 1)] = arguments => Duration(Text(arguments[0])),
        [("matches", 2)] = arguments => SchemaPattern.IsMatch(Text(arguments[1]), Text(arguments[0])),
        [("contains", 2)] = arguments => Text(arguments[0]).Contains(Text(arguments[1]), StringComparison.Ordinal),
        [("startsWith", 2)] = arguments => Text(arguments[0]).StartsWith(Text(arguments[1]), StringComparison.Ordinal),
        [("endsWith", 2)] = arguments => Text(arguments[0]).EndsWith(Text(arguments[1]), StringComparison.Ordinal),
        [("lowerAscii", 1)] = arguments => LowerAscii(Text(arguments[0])),
    };

    /// <exception cref="CelException">No such function.</exception>
    public static Func<IReadOnlyList<object>, object> Find(string name, int arguments) =>
        All.GetValueOrDefault((name, arguments)) ?? throw new CelException($"no function {name} with {arguments} arguments");

    private static long Size(object value) => value switch
    {
        string text => text.EnumerateRunes().Count(),
        IReadOnlyList<object> list => list.Count,
        IReadOnlyDictionary<string, object> map => map.Count,
        _ => throw new CelException("size() needs a string, a list or a map"),
    };

    private static object Duration(string text) => ResourceDuration.ParseMs(text) is { } ms
        ? TimeSpan.FromMilliseconds(ms) : throw new CelException($"'{text}' is not a duration");

    private static string LowerAscii(string text)
    {
        var lower = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            lower.Append(char.IsAsciiLetterUpper(character) ? (char)(character | 0x20) : character);
        }

        return lower.ToString();
    }

    private static string Text(object value) => value as string ?? throw new CelException("a string is needed");
}
