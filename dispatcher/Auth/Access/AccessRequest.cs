namespace Postrider.Dispatcher.Auth.Access;

/// <summary>May this be done in a namespace? Without a name: to all of the kind, which a rule that lists names does not grant.</summary>
internal sealed record AccessRequest(Right Right, string? Name, string Namespace)
{
    /// <summary>As good as <see cref="Right"/>; null when there is nothing else.</summary>
    public Right? Or { get; init; }

    /// <summary>The resource as a refusal names it.</summary>
    public string Resource { get; init; } = Right.FullResource;

    /// <summary>What else a refusal tells.</summary>
    public string Hint { get; init; } = "";

    public override string ToString() => $"{Right.Verb} {Resource}{(Name is null ? "" : $" \"{Name}\"")} in the namespace {Namespace}";
}
