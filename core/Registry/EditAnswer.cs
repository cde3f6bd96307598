namespace Postrider.Core.Registry;

/// <summary>What became of an edit.</summary>
public enum EditCode
{
    Done,

    /// <summary>It is not what was read any more: read it again.</summary>
    Changed,

    /// <summary>The namespace has as many as it may.</summary>
    Full,

    /// <summary>Another source declares the name.</summary>
    OtherSource,

    /// <summary>The name is that of something else, which a publish could mean just as well.</summary>
    OtherKind,
}

/// <summary>The answer, and the source that has the name.</summary>
public readonly record struct EditAnswer(EditCode Code, string Source);
