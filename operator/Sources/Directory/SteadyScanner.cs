using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace Postrider.Operator.Sources.Directory;

/// <summary>
/// A scanner that stays at a token until it is consumed. The library's own moves on each time that it is asked to look ahead, and its parser looks twice behind a
/// value with an anchor: in <c>{ a: &amp;x 1, b: 2 }</c> it then misses the comma.
/// </summary>
internal sealed class SteadyScanner(IScanner inner) : IScanner
{
    private bool stays;

    public Mark CurrentPosition => inner.CurrentPosition;

    public Token? Current => inner.Current;

    public bool MoveNext()
    {
        stays = false;
        return inner.MoveNext();
    }

    public bool MoveNextWithoutConsuming() => (stays && inner.Current is not StreamEnd) || (stays = inner.MoveNextWithoutConsuming());

    public void ConsumeCurrent()
    {
        stays = false;
        inner.ConsumeCurrent();
    }
}
