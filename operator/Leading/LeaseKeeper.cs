using System.Text.Json.Nodes;

namespace Postrider.Operator.Leading;

/// <summary>What this operator does to the Lease: takes it, renews it, gives it back.</summary>
internal sealed class LeaseKeeper(LeaseClient lease, LeaderOptions options, string identity, TimeProvider time)
{
    private readonly LeaseObserver observer = new(identity, options, time);

    /// <summary>Who leads as far as we know; null when nobody else does.</summary>
    public string? Leader => observer.Leader;

    /// <summary>Takes it if it may be taken; null when another has it, or was faster.</summary>
    public async Task<Term?> TakeAsync(CancellationToken cancel)
    {
        var found = await lease.FindAsync(cancel);
        if (found is not null && !observer.MayTake(found))
        {
            return null;
        }

        var began = time.GetTimestamp();
        var item = (found ?? LeaseRecord.New(lease.Name.Name)).Taken(identity, (found?.Transitions ?? -1) + 1, options.Duration, time.GetUtcNow());
        return await lease.WriteAsync(item, cancel) is { } taken ? new Term(taken, began, options.Deadline, time) : null;
    }

    public async Task RenewAsync(Term term, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        Continue(term, await WriteAsync(term, record => record.Renewed(time.GetUtcNow()), cancel), began);
    }

    /// <summary>Gives the term a number above <paramref name="standing"/>.</summary>
    public async Task RaiseAsync(Term term, long standing, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        Continue(term, await WriteAsync(term, record => record.Raised(standing + 1, time.GetUtcNow()), cancel), began);
    }

    /// <summary>Lets anybody take it at once; false when it was ours no longer.</summary>
    public async Task<bool> ReleaseAsync(Term term, CancellationToken cancel) =>
        await WriteAsync(term, record => record.Released(time.GetUtcNow()), cancel) is not null;

    // A Lease that is not as we left it is another's, unless only somebody put a label on it, or the answer to our last write was lost.
    private async Task<LeaseRecord?> WriteAsync(Term term, Func<LeaseRecord, JsonObject> change, CancellationToken cancel) =>
        await lease.WriteAsync(change(term.Record), cancel) is { } written
            ? written
            : await lease.FindAsync(cancel) is { } found && found.Holder == identity && found.Transitions >= term.Number
                ? await lease.WriteAsync(change(found), cancel)
                : null;

    private static void Continue(Term term, LeaseRecord? written, long began)
    {
        if (written is null)
        {
            term.End();
        }
        else
        {
            term.Renewed(written, began);
        }
    }
}
