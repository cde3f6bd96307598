namespace Postrider.Core.Model;

/// <summary>Sources of definitions that are no operator's.</summary>
public static class DefinitionSource
{
    /// <summary>Made through the HTTP API; it lives in Redis only, and no operator touches it.</summary>
    public const string Api = "api";
}
