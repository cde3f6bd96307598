using Microsoft.AspNetCore.Http;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Api;

/// <summary>Tells a bulk operation from one on a single thing whose id is empty: routing takes <c>/v2/messages/</c> for <c>/v2/messages</c>.</summary>
internal static class BulkPath
{
    /// <summary>Null when the path ends without a slash.</summary>
    public static Refusal? RefusalOf(HttpRequest request) => request.Path.Value!.EndsWith('/')
        ? new(StatusCodes.Status404NotFound, $"id: {request.Path} needs one behind the last slash; without the slash all are meant")
        : null;
}
