using Postrider.Core.Fencing;
using Postrider.Core.Model;

namespace Postrider.Operator.Leading;

/// <summary>The fence of writes that are made by a Lease: its number of transitions, among the leaders by this Lease and no others.</summary>
internal sealed partial class LeaseFence(ResourceName lease, FenceStore store, ILogger<LeaseFence> logger) : IWriteFence
{
    private readonly string scope = $"kubernetes/{lease}";
    private volatile Term? term;

    /// <summary>The present leadership; null while there is none.</summary>
    public Term? Term
    {
        get => term;
        set => term = value;
    }

    public string Token => $"{Present().Number} {scope}";

    public void ThrowIfOver() => Present();

    /// <summary>Has earlier leaders refused from now on; else returns the number that stands in the way.</summary>
    public Task<long?> ClaimAsync(Term mine) => store.ClaimAsync(scope, mine.Number, begins: true);

    public async Task RestoreAsync()
    {
        var mine = Present();
        if (await store.ClaimAsync(scope, mine.Number, begins: false) is { } standing)
        {
            Refused(standing);
            throw new FencedException($"Another operator has led since: Redis has seen number {standing}.");
        }

        IsBack(mine.Number);
    }

    public void Refused(long standing)
    {
        if (term is { } mine)
        {
            WasRefused(mine.Number, standing);
            mine.End();
        }
    }

    private Term Present()
    {
        var mine = term ?? throw new FencedException("This operator does not lead.");
        mine.ThrowIfOver();
        return mine;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis refused a write of the leader with number {Number}: it has seen {Standing}.")]
    private partial void WasRefused(long number, long standing);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis did not know of any leader: number {Number} was put back.")]
    private partial void IsBack(long number);
}
