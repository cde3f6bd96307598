namespace Postrider.Operator.Sources.Directory;

/// <summary>What one YAML document came to; exactly one of the three.</summary>
/// <param name="Document">A document that Postrider reads.</param>
/// <param name="Problem">A sentence that says what is wrong and where.</param>
/// <param name="Other">Kind and place of a document that is none of ours.</param>
internal sealed record DocumentReading(Document? Document = null, string? Problem = null, string? Other = null);
