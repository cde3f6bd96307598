namespace Postrider.Operator.Keeping;

/// <summary>Whether the registry has been complete once since the start.</summary>
internal sealed class Readiness
{
    private volatile bool ready;

    public bool IsReady => ready;

    public void MarkReady() => ready = true;
}
