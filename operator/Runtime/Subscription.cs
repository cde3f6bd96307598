namespace Postrider.Operator.Runtime;

/// <summary>Ends something once it is disposed of.</summary>
internal sealed class Subscription(Action end) : IDisposable
{
    public void Dispose() => end();
}
