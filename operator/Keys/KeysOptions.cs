using System.ComponentModel.DataAnnotations;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Keys;

/// <summary>The Secret of tokens and keys that the operator creates when it is absent, and takes its own keys from.</summary>
internal sealed class KeysOptions
{
    public const string Section = "Keys";

    /// <summary>Its name, in the operator's own namespace; none: the operator creates nothing, and its keys are those of its settings.</summary>
    [RegularExpression(ObjectName.Pattern, ErrorMessage = "Keys:Secret must be the name of a Secret.")]
    public string? Secret { get; init; }

    /// <summary>How many tokens a new one gets.</summary>
    [Range(0, 1000)]
    public int Tokens { get; init; } = 1;

    /// <summary>How many tokens that may only read.</summary>
    [Range(0, 1000)]
    public int ReadOnlyTokens { get; init; }

    /// <summary>Ids of the encryption keys that it holds, with commas.</summary>
    [RegularExpression("[A-Za-z0-9]{1,64}(,[A-Za-z0-9]{1,64})*", ErrorMessage = "Keys:EncryptionKeyIds must be ids of letters and digits, with commas between them.")]
    public string EncryptionKeyIds { get; init; } = "a";

    /// <summary>The ids as a list.</summary>
    public IReadOnlyList<string> Ids => EncryptionKeyIds.Split(',');
}
