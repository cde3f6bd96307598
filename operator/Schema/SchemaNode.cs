using System.Text.Json.Nodes;

namespace Postrider.Operator.Schema;

/// <summary>One node of a resource's schema, as read from the C# types. The CRD writer prints it and the validator obeys it.</summary>
public sealed record SchemaNode
{
    /// <summary>The type of a value that is not looked into: metadata that Kubernetes itself sets.</summary>
    public const string Any = "any";

    /// <summary>object, array, string, integer or boolean; <see cref="Any"/> in no definition.</summary>
    public required string Type { get; init; }

    public string? Format { get; init; }

    public string? Description { get; init; }

    /// <summary>What an absent field reads as; null when there is no default.</summary>
    public JsonNode? Default { get; init; }

    public long? Minimum { get; init; }

    public long? Maximum { get; init; }

    /// <summary>Characters of a string, items of a list, entries of a map.</summary>
    public int? MinLength { get; init; }

    /// <summary>Characters of a string, items of a list, entries of a map.</summary>
    public int? MaxLength { get; init; }

    public string? Pattern { get; init; }

    /// <summary>The only values a string may have; empty = any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Fields of an object in the order of declaration.</summary>
    public OrderedDictionary<string, SchemaNode> Properties { get; init; } = [];

    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>Items of a list.</summary>
    public SchemaNode? Items { get; init; }

    /// <summary>Values of a map.</summary>
    public SchemaNode? MapValues { get; init; }

    /// <summary>The field of each item that identifies it in its list; null for a list without one.</summary>
    public string? ListMapKey { get; init; }

    public IReadOnlyList<SchemaRule> Rules { get; init; } = [];
}
