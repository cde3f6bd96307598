namespace Postrider.Operator.Leading;

/// <summary>Where there is no Lease: operators of one folder agree without a leader.</summary>
internal sealed class AlwaysLeads : ILeadership
{
    public bool StandsBy => false;

    public Task RunAsync(Func<CancellationToken, Task> work, CancellationToken stop) => work(stop);

    public void ThrowIfOver()
    {
    }
}
