namespace Postrider.Dispatcher.Delivery;

/// <summary>What one answer has of the <see cref="AnswerBudget"/>, until its outcome is written.</summary>
internal sealed class AnswerRoom(AnswerBudget budget, bool keepsSuccess) : IDisposable
{
    /// <summary>Bytes that every answer has.</summary>
    public const int Free = 64 * 1024;

    private int taken;

    /// <summary>What a success answers is of interest too.</summary>
    public bool KeepsSuccess => keepsSuccess;

    /// <summary>How many of so many bytes the answer may have.</summary>
    public int Hold(int bytes)
    {
        while (bytes > Free + taken)
        {
            var more = Math.Max(Free, taken);
            if (!budget.TryTake(more))
            {
                return Free + taken;
            }

            taken += more;
        }

        return bytes;
    }

    public void Dispose() => budget.Return(Interlocked.Exchange(ref taken, 0));
}
