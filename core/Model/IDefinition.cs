namespace Postrider.Core.Model;

/// <summary>What a declared resource came to.</summary>
public interface IDefinition
{
    /// <summary>Tells the resource from an earlier one of its name, where its source can; null = it may be any of them.</summary>
    string? Uid { get; }
}
