using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Postrider.Dispatcher.Api;

/// <summary>Reads a whole request body, and no more than allowed.</summary>
internal static class RequestBody
{
    /// <summary>The body; null when it is longer than <paramref name="maxBytes"/>.</summary>
    public static async ValueTask<byte[]?> ReadAsync(HttpRequest request, int maxBytes)
    {
        if (request.ContentLength > maxBytes)
        {
            return null;
        }

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
            if (read.Buffer.Length > maxBytes)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
