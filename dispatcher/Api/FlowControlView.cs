using Postrider.Core.Store;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Api;

/// <summary>A flow-control key as the protocol shows it: every field always, and the size of its wait list in both spellings.</summary>
internal sealed record FlowControlView(
    string FlowControlKey, long WaitListSize, long WaitlistSize, int ParallelismMax, int ParallelismCount, int RateMax, int RateCount,
    long RatePeriod, long RatePeriodStart, bool IsPaused, bool IsPinnedParallelism, bool IsPinnedRate)
{
    public static FlowControlView From(FlowControlState state) => new(
        state.Key, state.Waiting, state.Waiting, state.Limits.Parallelism, state.InFlight, state.Limits.Rate, state.Started,
        FlowControlValue.Seconds(state.Limits), state.WindowStart, state.Paused, state.ParallelismPinned, state.RatePinned);
}
