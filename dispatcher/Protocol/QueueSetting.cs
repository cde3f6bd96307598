using Postrider.Core.Model;

namespace Postrider.Dispatcher.Protocol;

/// <summary>The queue that a message goes into: of the path or of the batch's item, else of the header.</summary>
internal static class QueueSetting
{
    private const string Field = "queue";

    public static string? Read(GivenSettings given, string? ofRequest)
    {
        var queue = ofRequest ?? given.Text(HeaderNames.QueueName);
        if (queue is null || NameRules.IsQueue(queue))
        {
            return queue;
        }

        given.Errors.Add(ofRequest is null ? HeaderNames.QueueName : Field, $"a name is 1 to {MessageRoute.MaxQueueLength} characters of A-Z, a-z, 0-9, '.', '_' and '-'");
        return null;
    }
}
