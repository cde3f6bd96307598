using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>How duplicates of a published message are found.</summary>
public sealed record Deduplication
{
    [Description("How long a deduplication id is remembered.")]
    [Default("10m")]
    [Duration("1s", "24h")]
    public string? Window { get; init; }

    [Description("True compares the content of messages when the publisher gives no deduplication id.")]
    [Default(false)]
    public bool? ContentBased { get; init; }
}
