namespace Postrider.Core.Registry;

/// <summary>A definition as it stands in the registry.</summary>
/// <param name="Definition">What it says.</param>
/// <param name="Text">The very text, which a change is compared with.</param>
/// <param name="CreatedAtMs">Unix ms.</param>
/// <param name="UpdatedAtMs">Unix ms.</param>
public sealed record RegistryEntry<TDefinition>(TDefinition Definition, string Text, long CreatedAtMs, long UpdatedAtMs)
    where TDefinition : class;
