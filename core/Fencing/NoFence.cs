namespace Postrider.Core.Fencing;

/// <summary>For programs that write by no leadership.</summary>
public sealed class NoFence : IWriteFence
{
    public string Token => "";

    public Task RestoreAsync() => Task.CompletedTask;

    public void Refused(long standing) => throw new InvalidOperationException("What carries no fence cannot be refused by one.");
}
