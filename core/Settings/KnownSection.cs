namespace Postrider.Core.Settings;

/// <summary>A section of settings, and options that are read from it; several may share one.</summary>
public sealed record KnownSection(string Name, Type Options);
