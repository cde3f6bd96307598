namespace Postrider.Core.Decisions;

/// <summary>A pure function of a text that keeps its last answer: messages that come together mostly go to one place.</summary>
public sealed class Remembered<T>(Func<string, T> function)
{
    private Tuple<string, T>? last; // one reference, so that no thread sees half of another's

    public T Of(string text)
    {
        if (Volatile.Read(ref last) is { } kept && kept.Item1 == text)
        {
            return kept.Item2;
        }

        var answer = function(text);
        Volatile.Write(ref last, Tuple.Create(text, answer));
        return answer;
    }
}
