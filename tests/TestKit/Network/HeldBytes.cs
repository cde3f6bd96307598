using System.Text;

namespace Postrider.TestKit.Network;

/// <summary>What a <see cref="TcpRelay"/> holds back.</summary>
public sealed class HeldBytes
{
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder texts = new();

    /// <summary>Whether it holds this text.</summary>
    public bool Has(string text)
    {
        lock (texts)
        {
            return texts.ToString().Contains(text, StringComparison.Ordinal);
        }
    }

    /// <summary>Lets it go on to where it was sent.</summary>
    public void Release() => released.TrySetResult();

    internal Task HoldAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        lock (texts)
        {
            texts.Append(Encoding.UTF8.GetString(bytes.Span));
        }

        return released.Task.WaitAsync(cancel);
    }
}
