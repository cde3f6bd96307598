namespace Postrider.Operator.Events;

/// <summary>For a source whose log tells of each change already.</summary>
internal sealed class NoEvents : IEventSink
{
    public void Tell(ResourceEvent happened)
    {
    }
}
