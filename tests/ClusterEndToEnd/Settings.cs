using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd;

/// <summary>What hack/e2e.sh says about images, folders and the cluster.</summary>
internal sealed record Settings
{
    /// <summary>Registry and path of the images, as the nodes see it.</summary>
    public required string Registry { get; init; }

    /// <summary>Tag of the images of this commit.</summary>
    public required string Tag { get; init; }

    /// <summary>Tag of the images that are upgraded from.</summary>
    public required string PreviousTag { get; init; }

    /// <summary>An image of Redis 7.</summary>
    public required string RedisImage { get; init; }

    public required string Checkout { get; init; }

    /// <summary>A checkout of the commit that is upgraded from.</summary>
    public required string PreviousCheckout { get; init; }

    /// <summary>A folder for files of this run.</summary>
    public required string Work { get; init; }

    /// <summary>Folder on the node for volumes; empty on a cluster that provides them itself.</summary>
    public required string NodeVolumes { get; init; }

    /// <summary>The same folder as this program sees it.</summary>
    public required string NodeVolumesHere { get; init; }

    /// <summary>Whether the cluster exists for this run alone.</summary>
    public bool OwnCluster => NodeVolumes.Length > 0;

    /// <exception cref="StepFailure">A variable is missing.</exception>
    public static Settings Read() => new()
    {
        Registry = Needed("REGISTRY"),
        Tag = Needed("TAG"),
        PreviousTag = Needed("PREVIOUS_TAG"),
        RedisImage = Needed("REDIS_IMAGE"),
        Checkout = Needed("CHECKOUT"),
        PreviousCheckout = Needed("PREVIOUS_CHECKOUT"),
        Work = Needed("WORK"),
        NodeVolumes = Environment.GetEnvironmentVariable("POSTRIDER_NODE_VOLUMES") ?? "",
        NodeVolumesHere = Environment.GetEnvironmentVariable("POSTRIDER_NODE_VOLUMES_HERE") ?? "",
    };

    private static string Needed(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : throw new StepFailure($"{name} is not set: run this by make e2e");
}
