using Postrider.Operator.Runtime;

namespace Postrider.Operator.Keeping;

/// <summary>The loops that work at the moment, for those who look from outside: none while this operator stands by.</summary>
internal sealed class PresentLoops
{
    public IReadOnlyList<IControllerLoop> All { get; private set; } = [];

    /// <summary>Shows them until the result is disposed of.</summary>
    public IDisposable Show(IReadOnlyList<IControllerLoop> loops)
    {
        All = loops;
        return new Subscription(() => All = []);
    }
}
