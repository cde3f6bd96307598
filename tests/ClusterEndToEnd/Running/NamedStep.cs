namespace Postrider.ClusterEndToEnd.Running;

/// <summary>A step and the line that it stands for.</summary>
internal sealed record NamedStep(string Title, Step Do);
