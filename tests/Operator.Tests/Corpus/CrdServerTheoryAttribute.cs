using Postrider.TestKit.Kubernetes;

namespace Postrider.Operator.Tests.Corpus;

/// <summary>A theory that needs the current CRD server, and is skipped with the reason where that cannot be had.</summary>
public sealed class CrdServerTheoryAttribute : TheoryAttribute
{
    public CrdServerTheoryAttribute() => Skip = CrdServerBinary.WhyMissing;
}
