using Microsoft.AspNetCore.Http;
using Postrider.Core.Store;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Api;

/// <summary>Reads what to pin or unpin from a query, and reports every mistake at once.</summary>
internal sealed class FlowPinReader(IQueryCollection query)
{
    private const string Parallelism = "parallelism";
    private const string Rate = "rate";
    private const string Period = "period";
    private readonly SettingErrors errors = new();

    /// <summary>The limits to pin; at least one must be there. The period is in whole seconds, or a duration.</summary>
    public static (FlowPin Pin, Refusal? Refusal) ReadPin(IQueryCollection query, LimitsOptions limits)
    {
        var reader = new FlowPinReader(query);
        var pin = new FlowPin(reader.ReadCount(Parallelism), reader.ReadCount(Rate), reader.ReadPeriod());
        if (pin == default && reader.errors.Refusal is null)
        {
            reader.errors.Add("parallelism, rate, period: at least one is expected");
        }

        if (limits.MaxParallelism > 0 && pin.Parallelism > limits.MaxParallelism)
        {
            reader.errors.AddQuota(Parallelism, "maxParallelism", limits.MaxParallelism);
        }

        return (pin, reader.errors.Refusal);
    }

    /// <summary>What to unpin; what is not named stays.</summary>
    public static (bool Parallelism, bool Rate, Refusal? Refusal) ReadUnpin(IQueryCollection query)
    {
        var reader = new FlowPinReader(query);
        return (reader.ReadFlag(Parallelism), reader.ReadFlag(Rate), reader.errors.Refusal);
    }

    private int? ReadCount(string name)
    {
        var text = Single(name);
        var count = text is null ? null : FlowControlValue.Count(text);
        Expect(text is null || count is not null, name, text, $"a whole number from 1 to {FlowControlValue.MostCount}");
        return count;
    }

    private long? ReadPeriod()
    {
        var text = Single(Period);
        var period = text is null ? null : FlowControlValue.Period(text);
        Expect(text is null || period is not null, Period, text, "a number of seconds up to 604800");
        return period;
    }

    private bool ReadFlag(string name)
    {
        var (text, flag) = (Single(name), false);
        Expect(text is null || bool.TryParse(text, out flag), name, text, "true or false");
        return flag;
    }

    private void Expect(bool holds, string name, string? text, string what)
    {
        if (!holds)
        {
            errors.Add(name, $"'{text}' is not {what}");
        }
    }

    private string? Single(string name)
    {
        var values = query[name];
        if (values.Count > 1)
        {
            errors.Add(name, $"is given {values.Count} times");
        }

        return values.Count == 1 ? values[0]!.Trim() : null;
    }
}
