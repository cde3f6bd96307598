using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>An answer read from a bare socket; status 0 when the connection ended without one.</summary>
internal sealed record RawAnswer(int Status, string Head, string Body)
{
    public string? Error => TryError(Body);

    private static string? TryError(string body)
    {
        try
        {
            return (string?)(JsonNode.Parse(body) as JsonObject)?["error"];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>Sends bytes that no HTTP client would send. Latin-1 text is one byte per character.</summary>
internal static class RawHttp
{
    public static Task<RawAnswer> SendAsync(string url, string request) => SendAsync(url, Encoding.Latin1.GetBytes(request));

    /// <summary>Waits for the answer as long as <paramref name="longest"/> says: a request that promises more than it has gets none.</summary>
    public static async Task<RawAnswer> SendAsync(string url, byte[] request, TimeSpan? longest = null)
    {
        var uri = new Uri(url);
        using var patience = new CancellationTokenSource(longest ?? TimeSpan.FromSeconds(20));
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(uri.Host, uri.Port, patience.Token);
        var answer = new MemoryStream();
        try
        {
            await client.GetStream().WriteAsync(request, patience.Token);
            var buffer = new byte[8192];
            int read;
            while (!IsWhole(answer) && (read = await client.GetStream().ReadAsync(buffer, patience.Token)) > 0)
            {
                answer.Write(buffer, 0, read);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException || (longest is not null && exception is OperationCanceledException))
        {
            // the other side may close before it has read everything; what it answered counts
        }

        return Read(Encoding.UTF8.GetString(answer.ToArray()));
    }

    /// <summary>A request with the token of the namespace <c>default</c>, after which the connection is closed. Header lines end in a line break.</summary>
    public static string Request(string method, string target, string headers = "", string body = "") =>
        $"{method} {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer {TestKit.Dispatching.Tokens.Default}\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}";

    // The end of the connection may come much later: a server waits a while for the rest of a body that it refused.
    private static bool IsWhole(MemoryStream answer)
    {
        var text = Encoding.Latin1.GetString(answer.GetBuffer(), 0, (int)answer.Length);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var length = Regex.Match(text[..end], @"\r\nContent-Length: (\d+)", RegexOptions.IgnoreCase);
        return length.Success
            ? text.Length - end - 4 >= int.Parse(length.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal);
    }

    private static RawAnswer Read(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0 || !int.TryParse(text.AsSpan(9, 3), CultureInfo.InvariantCulture, out var status))
        {
            return new(0, text, "");
        }

        var (head, body) = (text[..end], text[(end + 4)..]);
        return new(status, head, head.Contains("chunked", StringComparison.OrdinalIgnoreCase) ? Joined(body) : body);
    }

    private static string Joined(string chunks)
    {
        var bytes = Encoding.UTF8.GetBytes(chunks);
        var joined = new MemoryStream();
        for (var at = 0; at < bytes.Length;)
        {
            var line = Array.IndexOf(bytes, (byte)'\r', at);
            if (line < 0 || !int.TryParse(Encoding.ASCII.GetString(bytes, at, line - at), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var size) || size == 0)
            {
                break;
            }

            joined.Write(bytes, line + 2, Math.Min(size, bytes.Length - line - 2));
            at = line + 2 + size + 2;
        }

        return Encoding.UTF8.GetString(joined.ToArray());
    }
}
