namespace Postrider.Core.Store.Events;

/// <summary>What happened to a message, as the event log shows it; of events at the same moment the lower comes first.</summary>
public enum EventState
{
    Created,
    Active,
    Error,
    Retry,
    Delivered,
    Failed,
    CancelRequested,
    Canceled,
}
