namespace Postrider.Dispatcher.Auth.Access;

/// <summary>What RBAC may grant: a verb on a resource of <see cref="Group"/>, declared (<c>topics</c>) or known to the gateway alone (<c>messages</c>).</summary>
internal sealed record Right(string Verb, string Resource)
{
    public const string Group = "postrider.dev";

    /// <summary>The resource as kubectl writes it.</summary>
    public string FullResource => $"{Resource}.{Group}";
}
