using System.Net.Sockets;
using System.Text;

namespace Postrider.TestKit.Network;

/// <summary>What a <see cref="TcpRelay"/> holds back, of all its connections.</summary>
public sealed class HeldBytes
{
    private readonly Lock gate = new();
    private readonly List<(byte[] Bytes, Socket To)> chunks = [];
    private bool released;

    /// <summary>Whether it holds this text.</summary>
    public bool Has(string text)
    {
        lock (gate)
        {
            return chunks.Exists(chunk => Encoding.UTF8.GetString(chunk.Bytes).Contains(text, StringComparison.Ordinal));
        }
    }

    /// <summary>Lets it go on to where it was sent, in order, unless the connection is gone; what is sent from then on passes.</summary>
    public void Release()
    {
        lock (gate)
        {
            released = true;
            foreach (var (bytes, to) in chunks)
            {
                Pass(bytes, to);
            }

            chunks.Clear();
        }
    }

    /// <summary>False when it was released: the bytes go behind what it held.</summary>
    internal bool TryHold(ReadOnlySpan<byte> bytes, Socket to)
    {
        lock (gate)
        {
            if (!released)
            {
                chunks.Add((bytes.ToArray(), to));
            }

            return !released;
        }
    }

    private static void Pass(byte[] bytes, Socket to)
    {
        try
        {
            to.Send(bytes);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
        }
    }
}
