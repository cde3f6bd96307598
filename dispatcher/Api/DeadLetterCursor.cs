using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Postrider.Dispatcher.Api;

/// <summary>The last dead letter seen, as text with the mark of the list that it was seen in.</summary>
internal static class DeadLetterCursor
{
    private const int MaxLength = 200;

    public static string Write(string dlqId, DeadLetterFilter filter, string ns) => Base64Url.EncodeToString([.. MarkOf(filter, ns), .. Encoding.ASCII.GetBytes(dlqId)]);

    /// <summary>The dead letter's id; null for what this list did not give out.</summary>
    public static string? Read(string text, DeadLetterFilter filter, string ns)
    {
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        return bytes.AsSpan().StartsWith(MarkOf(filter, ns)) && Encoding.Latin1.GetString(bytes.AsSpan(ListMark.Bytes)) is var dlqId && IsId(dlqId) ? dlqId : null;
    }

    private static bool IsId(string text) => text.Split('-') is [var time, var number]
        && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out _) && FilterReader.IsDigits(number);

    private static byte[] MarkOf(DeadLetterFilter filter, string ns) => new ListMark("dlq", ns)
        .With("range", [string.Create(CultureInfo.InvariantCulture, $"{filter.Range.FromMs}-{filter.Range.ToMs}-{filter.Range.OldestFirst}")])
        .With("workflow", [filter.IsOfWorkflows.ToString()])
        .With(filter.Values)
        .Make();
}
