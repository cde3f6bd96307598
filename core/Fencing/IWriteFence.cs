namespace Postrider.Core.Fencing;

/// <summary>By which leadership this program writes what it declares, so that Redis can refuse one who leads no longer.</summary>
public interface IWriteFence
{
    /// <summary>What a write that begins now carries, as the scripts read it; empty for a program that writes by no leadership.</summary>
    /// <exception cref="FencedException">The leadership is over.</exception>
    string Token { get; }

    /// <summary>Redis lost its data, and the fence with it: puts it back.</summary>
    /// <exception cref="FencedException">The leadership is over.</exception>
    Task RestoreAsync();

    /// <summary>Redis has seen a later leadership, so this one is over.</summary>
    void Refused(long standing);
}
