namespace Postrider.Bench;

/// <summary>The run cannot go on; the message says why in words for the person who started it.</summary>
internal sealed class BenchException(string message) : Exception(message);
