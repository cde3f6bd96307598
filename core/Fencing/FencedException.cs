namespace Postrider.Core.Fencing;

/// <summary>This program leads no longer, so it must not write.</summary>
public sealed class FencedException(string message) : Exception(message);
