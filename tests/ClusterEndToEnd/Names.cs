namespace Postrider.ClusterEndToEnd;

/// <summary>Namespaces of the run; both are made and deleted by it.</summary>
internal static class Names
{
    /// <summary>Where Postrider runs.</summary>
    public const string System = "postrider-system";

    /// <summary>Where the application runs: it publishes, receives and declares resources.</summary>
    public const string Application = "postrider-e2e";
}
