using Postrider.Core.Fencing;
using Postrider.Core.Redis;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Leading;

/// <summary>
/// Leads by a Lease: takes it, has Redis refuse what earlier leaders may still write, works and renews, and gives it back. Whoever loses it
/// goes on as one that stands by.
/// </summary>
internal sealed partial class LeaseLeadership(
    LeaseKeeper lease, LeaseFence fence, LeaderOptions options, TimeProvider time, ILogger<LeaseLeadership> logger) : ILeadership
{
    private static readonly TimeSpan ReleasePatience = TimeSpan.FromSeconds(3);
    private string? told;

    public bool StandsBy { get; private set; }

    public void ThrowIfOver() => fence.ThrowIfOver();

    public async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var term = await WinAsync(stop);
            Leads(term.Number);
            (fence.Term, StandsBy, told) = (term, false, null);
            try
            {
                if (await HoldAsync(term, work, stop))
                {
                    return;
                }
            }
            finally
            {
                fence.Term = null;
            }

            LeadsNoLonger(term.Number);
        }
    }

    private async Task<Term> WinAsync(CancellationToken stop)
    {
        while (true)
        {
            Term? term = null;
            await TryAsync(async () => term = await lease.TakeAsync(stop), stop);
            if (term is not null)
            {
                return term;
            }

            StandBy(lease.Leader);
            await Task.Delay(options.Look * (0.9 + (0.2 * Random.Shared.NextDouble())), time, stop);
        }
    }

    /// <summary>Works and renews until one of them is over. True when the work ended by itself, or the program does.</summary>
    private async Task<bool> HoldAsync(Term term, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(term.Over, stop);
        Task? working = null;
        while (!either.IsCancellationRequested && working is not { IsCompleted: true })
        {
            if (working is null && await ClaimAsync(term, either.Token))
            {
                working = work(either.Token);
            }

            var pause = Task.Delay(working is null ? options.Look : options.Renewal, time, either.Token);
            await Task.WhenAny(pause, working ?? pause);
            await TryAsync(() => lease.RenewAsync(term, term.Over), either.Token); // a program that ends waits for the answer, to know what it gives back
        }

        var ended = !either.IsCancellationRequested;
        await either.CancelAsync();
        await EndAsync(term, working ?? Task.CompletedTask, ended);
        return ended || stop.IsCancellationRequested;
    }

    // Nothing of a leadership may be under way when the Lease is given back, or when the next one begins.
    private async Task EndAsync(Term term, Task working, bool ended)
    {
        try
        {
            await working.ConfigureAwait(ended ? ConfigureAwaitOptions.None : ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            if (!term.IsOver)
            {
                using var limit = new CancellationTokenSource(ReleasePatience, time);
                await TryAsync(() => ReleaseAsync(term, limit.Token), limit.Token);
            }
        }
    }

    private async Task ReleaseAsync(Term term, CancellationToken cancel)
    {
        if (await lease.ReleaseAsync(term, cancel))
        {
            Released(term.Number);
        }
    }

    // Numbers begin anew with a Lease that was made anew, or came back with an older store: then ours is raised above what Redis has seen.
    private async Task<bool> ClaimAsync(Term term, CancellationToken cancel)
    {
        var isClaimed = false;
        await TryAsync(
            async () =>
            {
                var standing = await fence.ClaimAsync(term);
                isClaimed = standing is null;
                if (standing is { } number)
                {
                    NumberIsKnown(term.Number, number);
                    await lease.RaiseAsync(term, number, cancel);
                }
            },
            cancel);
        return isClaimed;
    }

    private async Task TryAsync(Func<Task> call, CancellationToken cancel)
    {
        try
        {
            await call();
        }
        catch (Exception exception)
        {
            if (!cancel.IsCancellationRequested && told != exception.Message)
            {
                LeaseFailed(RedisTrouble.Sentence(exception));
                told = exception.Message; // once for as long as it stays the same
            }
        }
    }

    private void StandBy(string? leader)
    {
        StandsBy = leader is not null;
        if (leader is not null && told != leader)
        {
            Waits(leader);
            told = leader;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This operator leads, with number {Number}.")]
    private partial void Leads(long number);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Leader} leads. This operator stands by.")]
    private partial void Waits(string leader);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The leadership with number {Number} is over.")]
    private partial void LeadsNoLonger(long number);

    [LoggerMessage(Level = LogLevel.Information, Message = "The leadership with number {Number} was given back.")]
    private partial void Released(long number);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis has seen leaders up to number {Standing}, so {Number} is raised. Other installations that write to this Redis need another Leader:Name.")]
    private partial void NumberIsKnown(long number, long standing);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Leading, or waiting for it: {Problem}")]
    private partial void LeaseFailed(string problem);
}
