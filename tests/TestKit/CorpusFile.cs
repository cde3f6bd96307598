namespace Postrider.TestKit;

/// <summary>One resource of the corpus.</summary>
/// <param name="Name">File name without its ending; it says what is good or bad about it.</param>
/// <param name="Path">Absolute path.</param>
/// <param name="Text">The YAML.</param>
/// <param name="Field">Path of the field that is to blame; null in a good file.</param>
public sealed record CorpusFile(string Name, string Path, string Text, string? Field)
{
    public override string ToString() => Name;
}
