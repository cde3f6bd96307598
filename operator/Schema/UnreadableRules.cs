using Postrider.Operator.Schema.Cel;

namespace Postrider.Operator.Schema;

/// <summary>Finds rules beyond the part of CEL that is evaluated here: none of them would ever hold in a folder, or on a server without CEL.</summary>
internal static class UnreadableRules
{
    /// <summary>One sentence per rule, each beginning with its path.</summary>
    public static IEnumerable<string> Find(SchemaNode node, string path)
    {
        var own = node.Rules.Select(rule => ProblemOf(rule.Text)).OfType<string>().Select(problem => $"{path}: {problem}");
        var children = node.Properties.Select(property => (property.Value, $"{path}.{property.Key}"))
            .Concat(node.Items is null ? [] : [(node.Items, $"{path}[]")])
            .Concat(node.MapValues is null ? [] : [(node.MapValues, $"{path}{{}}")]);
        return own.Concat(children.SelectMany(child => Find(child.Item1, child.Item2)));
    }

    private static string? ProblemOf(string rule)
    {
        try
        {
            _ = CelExpression.Parse(rule);
            return null;
        }
        catch (CelException exception)
        {
            return $"the rule \"{rule}\" cannot be evaluated here: {exception.Message}";
        }
    }
}
