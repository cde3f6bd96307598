namespace Postrider.Operator.Schema;

/// <summary>What reading a resource came to.</summary>
/// <param name="Resource">The resource with its defaults; null when there are errors.</param>
/// <param name="Errors">Sentences that begin with the path of the field, such as <c>spec.flowControl.rate: must be at least 1</c>.</param>
public sealed record ReadResult<T>(T? Resource, IReadOnlyList<string> Errors)
    where T : class;
