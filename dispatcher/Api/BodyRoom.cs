namespace Postrider.Dispatcher.Api;

/// <summary>What one request has of the <see cref="BodyBudget"/>, until it is answered.</summary>
internal sealed class BodyRoom(BodyBudget budget) : IDisposable
{
    public long Bytes { get; private set; }

    /// <summary>Has room for so many bytes in all.</summary>
    /// <exception cref="GatewayFullException">Others hold too much, and have for a while.</exception>
    public async ValueTask GrowAsync(long bytes, CancellationToken cancel)
    {
        await budget.TakeAsync(Bytes, bytes - Bytes, cancel).ConfigureAwait(false);
        Bytes = bytes;
    }

    public void Dispose()
    {
        budget.Return(Bytes);
        Bytes = 0;
    }
}
