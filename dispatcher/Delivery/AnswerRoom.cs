namespace Postrider.Dispatcher.Delivery;

/// <summary>What one answer has of the <see cref="AnswerBudget"/>, until its outcome is written.</summary>
internal sealed class AnswerRoom(AnswerBudget budget, bool keepsSuccess) : IDisposable
{
    /// <summary>Bytes that every answer has.</summary>
    public const int Free = 64 * 1024;

    private int taken;

    /// <summary>What a success answers is of interest too.</summary>
    public bool KeepsSuccess => keepsSuccess;

    /// <summary>Whether the answer may have so many bytes.</summary>
    public bool Holds(int bytes)
    {
        while (bytes > Free + taken)
        {
            var more = Math.Max(Free, taken);
            if (!budget.TryTake(more))
            {
                return false;
            }

            taken += more;
        }

        return true;
    }

    public void Dispose() => budget.Return(Interlocked.Exchange(ref taken, 0));
}
