namespace Postrider.Core.Model;

/// <summary>When and how often a failed attempt is repeated. An absent part is inherited from the next policy in order.</summary>
public sealed record RetryPolicy
{
    /// <summary>Retries after the first attempt; attempts = 1 + limit.</summary>
    public int? Limit { get; init; }

    /// <summary>Delay by steps; at most one of this and <see cref="DelayExpression"/>.</summary>
    public BackoffPolicy? Backoff { get; init; }

    /// <summary>Delay in ms as an expression of <c>retried</c>.</summary>
    public string? DelayExpression { get; init; }
}

/// <summary>delay(n) = min(max, initial · factor^n), n = retries already made, then ± jitter percent.</summary>
public sealed record BackoffPolicy
{
    public required long InitialMs { get; init; }

    public double Factor { get; init; } = 2;

    public long MaxMs { get; init; } = 86_400_000;

    public int JitterPercent { get; init; }
}
