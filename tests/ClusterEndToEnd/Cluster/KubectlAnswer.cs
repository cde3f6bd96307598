namespace Postrider.ClusterEndToEnd.Cluster;

/// <summary>How a call of kubectl ended.</summary>
internal sealed record KubectlAnswer(int ExitCode, string Output, string Error);
