namespace Postrider.Compatibility;

/// <summary>A test and the items that it is marked with.</summary>
public sealed record MarkedTest(TestMethod Test, IReadOnlyList<int> Items);
