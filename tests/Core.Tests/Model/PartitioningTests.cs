using Postrider.Core.Model;

namespace Postrider.Core.Tests.Model;

public sealed class PartitioningTests
{
    [Theory]
    [InlineData("", 0x811c9dc5)]
    [InlineData("a", 0xe40c292c)]
    [InlineData("foobar", 0xbf9cf968)]
    public void A_namespace_lives_where_fnv_1a_says(string ns, uint hash)
    {
        Assert.Equal((int)(hash % 4), Partitioning.PartitionOf(ns, 4));
        Assert.Equal((int)(hash % 256), Partitioning.PartitionOf(ns, 256));
    }

    [Fact]
    public void Many_namespaces_use_every_partition() =>
        Assert.Equal(8, Enumerable.Range(0, 200).Select(number => Partitioning.PartitionOf($"team-{number}", 8)).Distinct().Count());
}
