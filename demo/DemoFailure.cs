namespace Postrider.Demo;

/// <summary>Ends the demo with one sentence for the person who runs it, and further lines where they help.</summary>
internal sealed class DemoFailure(string sentence, IReadOnlyList<string>? details = null) : Exception(sentence)
{
    public IReadOnlyList<string> Details { get; } = details ?? [];
}
