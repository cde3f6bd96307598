using System.ComponentModel.DataAnnotations;

namespace Postrider.Operator.Runtime;

/// <summary>What is watched in Kubernetes, and how long the operator believes a watch that says nothing. All times in seconds.</summary>
internal sealed class KubernetesOptions
{
    public const string Section = "Kubernetes";

    /// <summary>The namespaces to look at; empty for all. A list or one text with commas, which <see cref="Cluster.NamespaceSetting"/> reads.</summary>
    public IReadOnlyList<string> Namespaces { get; set; } = [];

    /// <summary>The operator's own namespace, in which its Lease and the Secret of keys are; that of its pod, or of the context, unless said otherwise.</summary>
    [RegularExpression("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", ErrorMessage = "Kubernetes:OwnNamespace must be the name of a namespace.")]
    public string? OwnNamespace { get; set; }

    /// <summary>After so long without an event or a bookmark, a watch counts as dead. A server sends a bookmark each minute.</summary>
    [Range(1, 3600)]
    public int SilenceSeconds { get; init; } = 90;

    /// <summary>How long one watch lasts, give or take a fifth; then another goes on where it ended.</summary>
    [Range(5, 3600)]
    public int WatchSeconds { get; init; } = 240;

    /// <summary>After so long everything is listed anew, whatever the watch said.</summary>
    [Range(5, 86_400)]
    public int RelistSeconds { get; init; } = 600;

    /// <summary>How long any other call may take.</summary>
    [Range(1, 300)]
    public int CallSeconds { get; init; } = 10;
}
