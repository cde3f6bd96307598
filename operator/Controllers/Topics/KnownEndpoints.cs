namespace Postrider.Operator.Controllers.Topics;

/// <summary>The Endpoints of one namespace: labels by name.</summary>
/// <param name="Live">What the dispatchers have.</param>
/// <param name="Declared">What is declared, rightly or wrongly.</param>
/// <param name="AreSeen">Whether the source has listed them; else those that are not here may exist.</param>
internal sealed record KnownEndpoints(
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Live, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Declared, bool AreSeen);
