namespace Postrider.Compatibility;

/// <summary>What became of one case of a test in a run.</summary>
public sealed record TestOutcome(TestMethod Test, bool Passed);
