using Postrider.Core.Decisions;
using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>When and how often a failed attempt is repeated; an absent part is inherited.</summary>
[Rule("!(has(self.backoff) && has(self.delayExpression))", "must not say the delay twice: set backoff or delayExpression, not both")]
public sealed record Retry
{
    [Description("Retries after the first attempt: a message is attempted at most 1 + limit times.")]
    [Bounds(0, 1000)]
    public int? Limit { get; init; }

    [Description("Delays that grow by a factor. At most one of backoff and delayExpression.")]
    public Backoff? Backoff { get; init; }

    [Description("The delay in milliseconds as arithmetic over retried, such as min(86400000, exp(2.5*retried)*1000).")]
    [MinLength(1)]
    [MaxLength(RetryDelayExpression.MaxLength)]
    public string? DelayExpression { get; init; }
}
