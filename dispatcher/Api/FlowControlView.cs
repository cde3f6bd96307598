using Postrider.Core.Store;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Api;

/// <summary>A flow-control key as the protocol shows it: every field always, and the size of its wait list in both spellings.</summary>
internal sealed class FlowControlView(FlowControlState state)
{
    public string FlowControlKey => state.Key;

    public long WaitListSize => state.Waiting;

    public long WaitlistSize => state.Waiting;

    public int ParallelismMax => state.Limits.Parallelism;

    public int ParallelismCount => state.InFlight;

    public int RateMax => state.Limits.Rate;

    public int RateCount => state.Started;

    public long RatePeriod => FlowControlValue.Seconds(state.Limits);

    public long RatePeriodStart => state.WindowStart;

    public bool IsPaused => state.Paused;

    public bool IsPinnedParallelism => state.ParallelismPinned;

    public bool IsPinnedRate => state.RatePinned;
}
