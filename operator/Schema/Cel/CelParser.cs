using System.Globalization;
using Postrider.Operator.Schema.Cel.Nodes;

namespace Postrider.Operator.Schema.Cel;

/// <summary>Reads the part of CEL that rules use: logic, comparisons, fields, lists, calls and the macros has, all, exists, exists_one.</summary>
internal sealed class CelParser(IReadOnlyList<CelToken> tokens)
{
    private static readonly HashSet<string> Comparisons = ["==", "!=", "<", "<=", ">", ">=", "in"];
    private int next;

    private CelToken Current => tokens[next];

    /// <exception cref="CelException">The text is not an expression of the supported part.</exception>
    public static CelNode Parse(string text)
    {
        var parser = new CelParser(CelLexer.Read(text));
        var node = parser.ParseConditional();
        return parser.Current.Kind == CelTokenKind.End ? node : throw parser.Unexpected();
    }

    private CelNode ParseConditional()
    {
        var condition = ParseOr();
        if (!Take("?"))
        {
            return condition;
        }

        var then = ParseConditional();
        Expect(":");
        return new CelConditional(condition, then, ParseConditional());
    }

    private CelNode ParseOr()
    {
        var left = ParseAnd();
        while (Take("||"))
        {
            left = new CelLogic(true, left, ParseAnd());
        }

        return left;
    }

    private CelNode ParseAnd()
    {
        var left = ParseComparison();
        while (Take("&&"))
        {
            left = new CelLogic(false, left, ParseComparison());
        }

        return left;
    }

    private CelNode ParseComparison()
    {
        var left = ParseUnary();
        if (Current.Kind == CelTokenKind.Text || !Comparisons.Contains(Current.Text))
        {
            return left;
        }

        var symbol = tokens[next++].Text;
        return new CelComparison(symbol, left, ParseUnary());
    }

    private CelNode ParseUnary() => Take("!") ? new CelNot(ParseUnary()) : ParseMember();

    private CelNode ParseMember()
    {
        var node = ParsePrimary();
        while (Take("."))
        {
            var name = TakeName();
            node = Take("(") ? ParseMethod(node, name) : new CelField(node, name);
        }

        return node;
    }

    private CelNode ParseMethod(CelNode target, string name) =>
        CelQuantifier.Macros.Contains(name) ? ParseQuantifier(target, name) : Call(name, [target, .. ParseUntil(")")]);

    private CelQuantifier ParseQuantifier(CelNode target, string name)
    {
        var variable = TakeName();
        Expect(",");
        var predicate = ParseConditional();
        Expect(")");
        return new CelQuantifier(name, target, variable, predicate);
    }

    private CelNode ParsePrimary()
    {
        var token = tokens[next++];
        return token switch
        {
            { Kind: CelTokenKind.Text } => new CelLiteral(token.Text),
            { Kind: CelTokenKind.Number } => new CelLiteral(long.Parse(token.Text, CultureInfo.InvariantCulture)),
            { Kind: CelTokenKind.Name } => ParseName(token.Text),
            { Kind: CelTokenKind.Symbol, Text: "[" } => new CelList(ParseUntil("]")),
            { Kind: CelTokenKind.Symbol, Text: "(" } => ParseParenthesis(),
            _ => throw Unexpected(token),
        };
    }

    private CelNode ParseParenthesis()
    {
        var node = ParseConditional();
        Expect(")");
        return node;
    }

    private CelNode ParseName(string name)
    {
        if (name is "true" or "false")
        {
            return new CelLiteral(name == "true");
        }

        if (!Take("("))
        {
            return new CelVariable(name);
        }

        var arguments = ParseUntil(")");
        return name == "has" ? Has(arguments) : Call(name, arguments);
    }

    private static CelHas Has(IReadOnlyList<CelNode> arguments) =>
        arguments is [CelField field] ? new CelHas(field) : throw new CelException("has() needs one field");

    private static CelCall Call(string name, IReadOnlyList<CelNode> arguments) => new(CelFunctions.Find(name, arguments.Count), arguments);

    private List<CelNode> ParseUntil(string end)
    {
        var nodes = new List<CelNode>();
        if (Take(end))
        {
            return nodes;
        }

        do
        {
            nodes.Add(ParseConditional());
        }
        while (Take(","));
        Expect(end);
        return nodes;
    }

    private bool Take(string symbol)
    {
        var found = Current.Kind == CelTokenKind.Symbol && Current.Text == symbol;
        next += found ? 1 : 0;
        return found;
    }

    private void Expect(string symbol)
    {
        if (!Take(symbol))
        {
            throw Unexpected();
        }
    }

    private string TakeName()
    {
        var token = Current.Kind == CelTokenKind.Name ? Current : throw Unexpected();
        next++;
        return token.Text;
    }

    private CelException Unexpected() => Unexpected(Current);

    private static CelException Unexpected(CelToken token) => new($"unexpected '{token.Text}' at {token.Position}");
}
