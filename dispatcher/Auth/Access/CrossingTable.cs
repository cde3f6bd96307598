using Microsoft.Extensions.Options;

namespace Postrider.Dispatcher.Auth.Access;

/// <summary>Which namespaces' tokens may publish to Topics and Endpoints of another namespace, as <c>Auth:Crossing</c> has it.</summary>
internal sealed class CrossingTable(IOptions<AuthOptions> options)
{
    /// <summary>Anybody, anywhere.</summary>
    public const string Everywhere = "*->*";

    private const string Arrow = "->";
    private const string Any = "*";
    private readonly HashSet<(string From, string To)> permitted = [.. options.Value.Crossing.Select(Parse).OfType<(string, string)>()];

    /// <summary>Reads <c>shop->payments</c>; <c>*</c> is any namespace. Null when it is nothing of the kind.</summary>
    public static (string From, string To)? Parse(string text) =>
        text.Split(Arrow, StringSplitOptions.TrimEntries) is [{ Length: > 0 } from, { Length: > 0 } to] ? (from.ToLowerInvariant(), to.ToLowerInvariant()) : null;

    public bool Permits(string from, string to) =>
        permitted.Count > 0 && (permitted.Contains((from, to)) || permitted.Contains((Any, to)) || permitted.Contains((from, Any)) || permitted.Contains((Any, Any)));
}
