namespace Postrider.Dispatcher.Auth.Access;

/// <summary>One line of the table: what a call of the API takes.</summary>
/// <param name="Methods">HTTP methods, separated by blanks.</param>
/// <param name="Path">As it is routed.</param>
/// <param name="Right">What must be granted.</param>
/// <param name="Name">A part of the path in braces, or in words what else names the object; null: all of the kind are meant.</param>
/// <param name="When">In words, when it is needed; null: always, so it is asked before the call is looked at any further.</param>
internal sealed record ApiCall(string Methods, string Path, Right Right, string? Name = null, string? When = null)
{
    /// <summary>Whether the line holds for a route.</summary>
    public bool IsOf(string? path, IEnumerable<string> methods) => Path == path && methods.All(method => Methods.Split(' ').Contains(method));

    /// <summary>What a request needs, by the values of its route.</summary>
    public AccessRequest Of(RouteValueDictionary values, string ns) => new(Right, Name is null ? null : (string?)values[Name.Trim('{', '}')], ns);
}
