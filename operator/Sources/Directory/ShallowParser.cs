using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Postrider.Operator.Sources.Directory;

/// <summary>
/// Refuses YAML that is nested too deep while it is parsed, for what reads it afterwards calls itself once per level, and aliases of nothing, for afterwards
/// nobody knows their line.
/// </summary>
internal sealed class ShallowParser(IParser inner) : IParser
{
    public const int MaxDepth = 64;
    private const int AroundDocument = 2; // the stream and the document count as levels
    private readonly HashSet<AnchorName> anchors = [];
    private int depth;

    public ParsingEvent? Current => inner.Current;

    /// <summary>Where it has come to.</summary>
    public Mark Place => Current?.End ?? Mark.Empty;

    /// <exception cref="YamlException">It is no YAML, or too deep.</exception>
    public bool MoveNext()
    {
        if (!inner.MoveNext())
        {
            return false;
        }

        CheckAnchors(inner.Current!);
        depth += inner.Current!.NestingIncrease;
        return depth <= MaxDepth + AroundDocument
            ? true
            : throw new YamlException(inner.Current.Start, inner.Current.End, $"the document is deeper than {MaxDepth} levels");
    }

    private void CheckAnchors(ParsingEvent current)
    {
        if (current is DocumentStart)
        {
            anchors.Clear();
        }
        else if (current is NodeEvent { Anchor.IsEmpty: false } node)
        {
            anchors.Add(node.Anchor);
        }
        else if (current is AnchorAlias alias && !anchors.Contains(alias.Value))
        {
            throw new YamlException(alias.Start, alias.End, $"there is no anchor '{alias.Value}' above");
        }
    }
}
