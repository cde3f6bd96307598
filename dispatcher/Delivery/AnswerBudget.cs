namespace Postrider.Dispatcher.Delivery;

/// <summary>
/// Bytes of answers that this worker holds at once, from their arrival until Redis has the outcomes. Beyond them a long answer is cut: what receivers
/// say must not end the worker for everybody else.
/// </summary>
/// <param name="most">Bytes beyond those that every answer has.</param>
internal sealed class AnswerBudget(long most)
{
    private const int PartOfMemory = 16; // an answer is held up to four times: as it came, as it is kept, as a record, on its way to Redis
    private long held;

    /// <summary>That of this process.</summary>
    public static AnswerBudget OfMemory() => new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / PartOfMemory);

    /// <summary>The room of one answer; <paramref name="keepsSuccess"/>: what a success answers is of interest too.</summary>
    public AnswerRoom Open(bool keepsSuccess) => new(this, keepsSuccess);

    internal bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref held, bytes) <= most)
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    internal void Return(int bytes) => Interlocked.Add(ref held, -bytes);
}
