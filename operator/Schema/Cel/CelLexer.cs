using System.Text;

namespace Postrider.Operator.Schema.Cel;

/// <summary>Splits the text of an expression into tokens.</summary>
internal sealed class CelLexer(string text)
{
    private static readonly string[] TwoCharacterSymbols = ["&&", "||", "==", "!=", "<=", ">="];
    private const string OneCharacterSymbols = "()[].,!<>?:";
    private int position;

    /// <summary>All tokens, the last of which is <see cref="CelTokenKind.End"/>.</summary>
    /// <exception cref="CelException">A character that no token begins with, or a string without an end.</exception>
    public static IReadOnlyList<CelToken> Read(string text) => [.. new CelLexer(text).Tokens()];

    private IEnumerable<CelToken> Tokens()
    {
        while (true)
        {
            SkipBlanks();
            if (position == text.Length)
            {
                yield return new CelToken(CelTokenKind.End, "", position);
                yield break;
            }

            yield return Next();
        }
    }

    private void SkipBlanks()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
        {
            position++;
        }
    }

    private CelToken Next() => text[position] switch
    {
        '\'' or '"' => ReadText(),
        var digit when char.IsAsciiDigit(digit) => ReadWhile(CelTokenKind.Number, char.IsAsciiDigit),
        var letter when IsNamePart(letter) => ReadWhile(CelTokenKind.Name, IsNamePart),
        _ => ReadSymbol(),
    };

    private CelToken ReadWhile(CelTokenKind kind, Func<char, bool> belongs)
    {
        var start = position;
        while (position < text.Length && belongs(text[position]))
        {
            position++;
        }

        return new CelToken(kind, text[start..position], start);
    }

    private CelToken ReadSymbol()
    {
        var start = position;
        var symbol = TwoCharacterSymbols.FirstOrDefault(two => string.CompareOrdinal(text, start, two, 0, 2) == 0) ?? text[start].ToString();
        if (symbol.Length == 1 && !OneCharacterSymbols.Contains(symbol[0], StringComparison.Ordinal))
        {
            throw new CelException($"unexpected '{symbol}' at {start}");
        }

        position += symbol.Length;
        return new CelToken(CelTokenKind.Symbol, symbol, start);
    }

    private CelToken ReadText()
    {
        var start = position;
        var quote = text[position++];
        var content = new StringBuilder();
        while (position < text.Length && text[position] != quote)
        {
            content.Append(text[position] == '\\' ? ReadEscape() : text[position++]);
        }

        if (position++ >= text.Length)
        {
            throw new CelException($"the string at {start} has no end");
        }

        return new CelToken(CelTokenKind.Text, content.ToString(), start);
    }

    private char ReadEscape()
    {
        var escaped = position + 1 < text.Length ? text[position + 1] : '\0';
        position += 2;
        return escaped switch
        {
            '\\' or '\'' or '"' => escaped,
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => throw new CelException($"unsupported escape at {position - 2}"),
        };
    }

    private static bool IsNamePart(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';
}
