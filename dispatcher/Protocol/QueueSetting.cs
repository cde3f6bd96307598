using Postrider.Core.Model;

namespace Postrider.Dispatcher.Protocol;

/// <summary>The queue that a message goes into: of the path or of the batch's item, else of the header.</summary>
internal static class QueueSetting
{
    private const string Field = "queue";

    public static string? Read(GivenSettings given, string? ofRequest)
    {
        var queue = ofRequest ?? given.Text(HeaderNames.QueueName);
        if (queue is null || IsName(queue))
        {
            return queue;
        }

        given.Errors.Add(ofRequest is null ? HeaderNames.QueueName : Field, $"a name is 1 to {MessageRoute.MaxQueueLength} characters of A-Z, a-z, 0-9, '.', '_' and '-'");
        return null;
    }

    /// <summary>Whether a queue can be called so, and found under it: clients resolve <c>.</c> and <c>..</c> in a path.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= MessageRoute.MaxQueueLength && text is not ("." or "..")
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-');
}
