namespace Postrider.Dispatcher.Api;

/// <summary>What one request has of the <see cref="BodyBudget"/>, until it is answered.</summary>
internal sealed class BodyRoom(BodyBudget budget, BodyBudget.Share share) : IDisposable
{
    public long Bytes { get; private set; }

    /// <summary>Has room for so many bytes in all.</summary>
    /// <exception cref="GatewayFullException">Others hold too much, and have for a while.</exception>
    public async ValueTask GrowAsync(long bytes, CancellationToken cancel)
    {
        await budget.TakeAsync(share, Bytes, bytes - Bytes, cancel).ConfigureAwait(false);
        Bytes = bytes;
    }

    /// <summary>Gives back what is more than so many bytes.</summary>
    public void Shrink(long bytes)
    {
        budget.Return(share, Math.Max(0, Bytes - bytes));
        Bytes = Math.Min(Bytes, bytes);
    }

    public void Dispose()
    {
        budget.Return(share, Bytes);
        Bytes = 0;
    }
}
