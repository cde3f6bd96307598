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

    /// <summary>The commit that is upgraded from; empty where the history has none, and it is this one's images under another tag.</summary>
    public required string Previous { get; init; }

    /// <summary>Whether the cluster exists for this run alone, and shares this program's process table.</summary>
    public required bool OwnCluster { get; init; }

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
        Previous = Environment.GetEnvironmentVariable("PREVIOUS") ?? "",
        OwnCluster = Environment.GetEnvironmentVariable("OWN_CLUSTER") is { Length: > 0 },
    };

    private static string Needed(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : throw new StepFailure($"{name} is not set: run this by make e2e");
}
