using Postrider.Core.Decisions;
using Postrider.Core.Model;
using Postrider.Operator.Api;

namespace Postrider.Operator.Controllers;

/// <summary>Turns the retry part of any kind into the dispatchers' form.</summary>
internal static class RetryTranslator
{
    /// <summary>What is wrong with <c>spec.retry</c>, beginning with the field; null when nothing is.</summary>
    public static string? Problem(Retry? retry) =>
        retry?.DelayExpression is { } text && !RetryDelayExpression.TryParse(text, out _, out var error)
            ? $"spec.retry.delayExpression: {error}"
            : null;

    public static RetryPolicy? Translate(Retry? retry) => retry is null
        ? null
        : new RetryPolicy { Limit = retry.Limit, Backoff = Translate(retry.Backoff), DelayExpression = retry.DelayExpression };

    private static BackoffPolicy? Translate(Backoff? backoff) => backoff is null
        ? null
        : new BackoffPolicy
        {
            InitialMs = Durations.Ms(backoff.Initial),
            Factor = backoff.Factor!.Value,
            MaxMs = Durations.Ms(backoff.Max!),
            JitterPercent = backoff.JitterPercent!.Value,
        };
}
