using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Postrider.Operator.Schema.Cel;

/// <summary>A rule in CEL, the expression language in which API servers evaluate the rules of resource definitions.</summary>
public sealed class CelExpression
{
    private static readonly ConcurrentDictionary<string, CelExpression> Parsed = new();
    private readonly CelNode root;

    private CelExpression(CelNode root) => this.root = root;

    /// <summary>Reads an expression, or finds it if it was read before.</summary>
    /// <exception cref="CelException">It is not in the supported part of CEL.</exception>
    public static CelExpression Parse(string text) => Parsed.GetOrAdd(text, key => new CelExpression(CelParser.Parse(key)));

    /// <summary>Whether the rule holds for <paramref name="self"/>.</summary>
    /// <exception cref="CelException">It cannot be evaluated, which for a rule means that it does not hold.</exception>
    public bool IsTrue(JsonNode self) =>
        root.Evaluate(new CelScope("self", CelValues.FromJson(self), null)) as bool? ?? throw new CelException("the rule gives no bool");
}
