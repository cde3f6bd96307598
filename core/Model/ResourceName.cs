namespace Postrider.Core.Model;

/// <summary>Namespace and name: what identifies a Topic, Endpoint or Schedule.</summary>
public readonly record struct ResourceName(string Namespace, string Name)
{
    /// <summary>The text under which the registry keeps it: <c>namespace/name</c>; neither part can hold a slash.</summary>
    public override string ToString() => $"{Namespace}/{Name}";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static ResourceName Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return new ResourceName(text[..slash], text[(slash + 1)..]);
    }
}
