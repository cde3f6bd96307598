using System.Text;
using Postrider.Core.Decisions;
using Postrider.Core.Model;
using Postrider.Core.Store.Records;

namespace Postrider.Core.Store;

/// <summary>The message that a schedule sends, without id, destination and time: whatever a message can carry, a schedule can.</summary>
public static class MessageTemplate
{
    private static readonly MessageId None = new(0, new byte[MessageId.Size]);

    /// <summary>The bytes to keep. A <see cref="Message.NotBeforeMs"/> other than 0 holds back every message until then.</summary>
    public static byte[] Write(Message message)
    {
        var template = message with { Id = None, Url = null, Endpoint = "", CreatedAtMs = 0 };
        return MessageRecord.Write(template, template.Route.ToString());
    }

    /// <summary>What the schedule says, as a message to nowhere.</summary>
    public static Message Of(ScheduleDefinition schedule) => schedule.Template is { } record ? MessageRecord.Read(None, record) : new Message
    {
        Id = None,
        Namespace = schedule.Owner ?? schedule.Namespace,
        Endpoint = "",
        Method = schedule.Method,
        ContentType = schedule.ContentType,
        Headers = schedule.Headers,
        Body = schedule.Body is null ? default : Encoding.UTF8.GetBytes(schedule.Body),
        CreatedAtMs = 0,
        NotBeforeMs = 0,
        Retries = schedule.Retry?.Limit,
        RetryDelay = RetryBackoff.AsExpression(schedule.Retry),
        TimeoutMs = schedule.TimeoutMs,
        Queue = schedule.Queue,
        Callback = schedule.Callback?.ToCallback(),
        FailureCallback = schedule.FailureCallback?.ToCallback(),
    };
}
