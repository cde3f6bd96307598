namespace Postrider.Operator.Api;

/// <summary>Group and version of all resources.</summary>
public static class ApiGroup
{
    public const string Name = "postrider.dev";
    public const string Version = "v1alpha1";
    public const string GroupVersion = Name + "/" + Version;

    /// <summary>The category under which <c>kubectl get</c> shows all kinds.</summary>
    public const string Category = "postrider";
}
