namespace Postrider.Demo.Processes;

/// <summary>
/// Notices that nobody is left who could stop the demo: its terminal is gone, or whoever started it. The system tells that only the first process of
/// a terminal, and when that is make, it waits for us.
/// </summary>
internal sealed class Abandonment : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Timer timer;

    public Abandonment(Action abandoned)
    {
        var (hadTerminal, parent) = (Signals.OutputIsTerminal(), Signals.Parent());
        timer = new(
            _ =>
            {
                if (Signals.Parent() != parent || (hadTerminal && !Signals.OutputIsTerminal()))
                {
                    TellOf(abandoned);
                }
            },
            null, Interval, Interval);
    }

    public void Dispose() => timer.Dispose();

    private static void TellOf(Action abandoned)
    {
        try
        {
            abandoned();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself meanwhile.
        }
    }
}
