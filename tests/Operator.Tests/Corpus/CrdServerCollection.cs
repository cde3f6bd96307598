namespace Postrider.Operator.Tests.Corpus;

/// <summary>The tests that share one current CRD server.</summary>
[CollectionDefinition(Name)]
public sealed class CrdServerCollection : ICollectionFixture<CrdServerFixture>
{
    public const string Name = "current CRD server";
}
