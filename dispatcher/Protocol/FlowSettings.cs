using System.Text;
using Postrider.Core.Model;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Protocol;

/// <summary>A flow-control key with its limits: both or neither.</summary>
internal static class FlowSettings
{
    public static (string? Key, FlowLimits? Limits) Read(GivenSettings given, LimitsOptions limits)
    {
        var key = given.Text(HeaderNames.FlowControlKey);
        var value = given.List(HeaderNames.FlowControlValue);
        if (key is null && value is null)
        {
            return default;
        }

        if (key is not null && Encoding.UTF8.GetByteCount(key) > MessageRoute.MaxFlowKeyLength)
        {
            given.Errors.Add(HeaderNames.FlowControlKey, $"longer than {MessageRoute.MaxFlowKeyLength} bytes");
        }

        if (value is null)
        {
            Need(given, HeaderNames.FlowControlKey, HeaderNames.FlowControlValue);
            return default;
        }

        if (key is null)
        {
            Need(given, HeaderNames.FlowControlValue, HeaderNames.FlowControlKey);
        }

        if (FlowControlValue.TryParse(value, out var flow, out var error))
        {
            if (limits.MaxParallelism > 0 && flow.Parallelism > limits.MaxParallelism)
            {
                given.Errors.AddQuota(HeaderNames.FlowControlValue, "maxParallelism", limits.MaxParallelism);
            }

            return (key, flow);
        }

        given.Errors.Add(HeaderNames.FlowControlValue, error);
        return default;
    }

    // Not when the other one is there and was refused: that has been said.
    private static void Need(GivenSettings given, string name, string other)
    {
        if (!given.Has(other))
        {
            given.Errors.Add(name, $"needs {given.Errors.FullName(other)}");
        }
    }
}
