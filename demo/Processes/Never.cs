namespace Postrider.Demo.Processes;

/// <summary>The result of a task that has none: it fails or is cancelled.</summary>
internal abstract class Never
{
    private Never()
    {
    }
}
