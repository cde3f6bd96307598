using Microsoft.AspNetCore.Http;
using Postrider.Dispatcher.Api;
using Postrider.Dispatcher.Auth.InCluster;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Auth.Access;

/// <summary>
/// Whether a caller may do something. A token of <c>Auth:Tokens</c> may do everything in its own namespace; everything else is asked of
/// Kubernetes, or where that is off, crossing into another namespace of <c>Auth:Crossing</c>.
/// </summary>
internal sealed class AccessControl(CrossingTable crossing, AccessReviews? reviews)
{
    private static readonly Refusal NotKnown = new(StatusCodes.Status503ServiceUnavailable, "the Kubernetes API cannot be asked whether this is allowed; try again");

    /// <summary>Whether there is anything to ask before the caller does something in the namespace.</summary>
    public static bool MustAsk(Caller caller, string ns) => caller.Account is not null || caller.Namespace != ns;

    /// <summary>Null when all of it is allowed; else 403, which names what is missing, or 503.</summary>
    public async ValueTask<Refusal?> RefusalOfAsync(Caller caller, IEnumerable<AccessRequest> requests)
    {
        foreach (var request in requests)
        {
            if (await RefusalOfAsync(caller, request).ConfigureAwait(false) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>The same for one thing.</summary>
    public async ValueTask<Refusal?> RefusalOfAsync(Caller caller, AccessRequest request)
    {
        if (!MustAsk(caller, request.Namespace))
        {
            return null;
        }

        if (reviews is null)
        {
            return crossing.Permits(caller.Namespace, request.Namespace) ? null : Forbidden($"{WhoIs(caller)} may not {request} without Auth:Crossing{request.Hint}");
        }

        var user = caller.Account ?? KubernetesUser.OfNamespace(caller.Namespace);
        return await reviews.IsAllowedAsync(user, request).ConfigureAwait(false) switch
        {
            true => null,
            false => Forbidden($"{user.Name} may not {request}{request.Hint}"),
            null => NotKnown,
        };
    }

    private static string WhoIs(Caller caller) => $"a token of the namespace {caller.Namespace}";

    private static Refusal Forbidden(string text) => new(StatusCodes.Status403Forbidden, text);
}
