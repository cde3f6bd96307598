namespace Postrider.Core.Model;

/// <summary>Who declared an object: one of the operator's sources, or a caller of the API.</summary>
public static class DefinitionSource
{
    /// <summary>Of what was made through the API; it lives in Redis only, and no operator touches it.</summary>
    public const string Api = "api";
}
