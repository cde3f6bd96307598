namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>Tests of this collection share the API server and run one after the other, since some of them stop it.</summary>
[CollectionDefinition(KubeFixture.Collection)]
public sealed class KubeCollection : ICollectionFixture<KubeFixture>;
