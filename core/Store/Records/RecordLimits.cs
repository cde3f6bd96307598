using System.Globalization;
using Postrider.Core.Model;

namespace Postrider.Core.Store.Records;

/// <summary>Limits of a flow-control key as scripts and records have them: <c>cap,rate,period µs</c>.</summary>
internal static class RecordLimits
{
    public static string? Text(FlowLimits? limits) => limits is { } given
        ? string.Create(CultureInfo.InvariantCulture, $"{given.Parallelism},{given.Rate},{given.PeriodMs * 1000}")
        : null;

    public static FlowLimits Read(string text)
    {
        var parts = text.Split(',');
        return new(
            int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture) / 1000);
    }
}
