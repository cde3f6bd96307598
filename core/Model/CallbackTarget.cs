namespace Postrider.Core.Model;

/// <summary>Where a declared callback goes: exactly one of the two is set.</summary>
public sealed record CallbackTarget
{
    public string? Url { get; init; }

    /// <summary>An Endpoint of the same namespace.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The callback, with nothing of its own but where it goes.</summary>
    public Callback ToCallback() => new() { Url = Url, Endpoint = Endpoint };
}
