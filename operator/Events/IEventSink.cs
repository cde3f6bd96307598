namespace Postrider.Operator.Events;

/// <summary>Takes events of resources. Never waits and never throws: an event is told when that is possible, and else dropped.</summary>
internal interface IEventSink
{
    void Tell(ResourceEvent happened);
}
