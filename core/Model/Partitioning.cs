namespace Postrider.Core.Model;

/// <summary>Which partition a namespace lives in.</summary>
public static class Partitioning
{
    /// <summary>32-bit FNV-1a of the name, modulo the number of partitions: the same in every program and version.</summary>
    public static int PartitionOf(string ns, int partitions)
    {
        var hash = 2166136261u;
        foreach (var character in ns)
        {
            hash = (hash ^ character) * 16777619u;
        }

        return (int)(hash % (uint)partitions);
    }
}
