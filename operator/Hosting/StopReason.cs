namespace Postrider.Operator.Hosting;

/// <summary>Why the program ends by itself; null while it does not.</summary>
internal sealed class StopReason(IHostApplicationLifetime lifetime)
{
    public string? Sentence { get; private set; }

    public void Stop(string sentence)
    {
        Sentence = sentence;
        lifetime.StopApplication();
    }
}
