using Postrider.Operator.Runtime;

namespace Postrider.Operator.Controllers;

/// <summary>What a resource comes to.</summary>
/// <param name="Definition">What to make live; null keeps what is live.</param>
/// <param name="Verdict">What to tell the owner.</param>
internal sealed record Translation<TDefinition>(TDefinition? Definition, Verdict Verdict)
    where TDefinition : class
{
    public static Translation<TDefinition> Refused(string reason, string message) => new(null, new Verdict(reason, message));

    /// <summary>It cannot be told at the moment what the resource comes to.</summary>
    public static Translation<TDefinition> Unavailable(string problem) =>
        Refused(Reasons.Unavailable, $"{problem.TrimEnd('.')}. What is live stays so, and this is tried again.");
}
