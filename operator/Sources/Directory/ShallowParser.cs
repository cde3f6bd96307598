using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Postrider.Operator.Sources.Directory;

/// <summary>Refuses YAML that is nested too deep while it is parsed: what reads it afterwards calls itself once per level.</summary>
internal sealed class ShallowParser(IParser inner) : IParser
{
    public const int MaxDepth = 64;
    private const int AroundDocument = 2; // the stream and the document count as levels
    private int depth;

    public ParsingEvent? Current => inner.Current;

    /// <exception cref="YamlException">It is no YAML, or too deep.</exception>
    public bool MoveNext()
    {
        if (!inner.MoveNext())
        {
            return false;
        }

        depth += inner.Current!.NestingIncrease;
        return depth <= MaxDepth + AroundDocument
            ? true
            : throw new YamlException(inner.Current.Start, inner.Current.End, $"the document is deeper than {MaxDepth} levels");
    }
}
