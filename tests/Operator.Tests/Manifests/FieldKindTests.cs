using Postrider.Operator.Manifests;
using Postrider.Operator.Schema;
using Postrider.Operator.Schema.Annotations;
using Postrider.Operator.Sources.Directory;

namespace Postrider.Operator.Tests.Manifests;

/// <summary>Each sort of property that becomes a field by its annotations alone, and what is said of one that cannot.</summary>
public sealed class FieldKindTests
{
    [Fact]
    public void Each_sort_is_served_defaulted_and_read()
    {
        Assert.Null(ManifestsCommand.Problem([typeof(Sorts)]));
        var read = ResourceReader.ReadStrict<Sorts>(YamlReader.Read("spec: { tags: [a, b], notes: { a: b }, parts: [{ name: x }], quota: 5000000000 }")[0].Document);
        Assert.Empty(read.Errors);
        var spec = read.Resource!.Spec!;
        Assert.Equal((Urgency.Low, "10s", true, 5_000_000_000), (spec.Urgency, spec.Pause, spec.Loud, spec.Quota));
        Assert.Equal((2, "b", "x"), (spec.Tags!.Count, spec.Notes!["a"], spec.Parts![0].Name));
        Assert.Equal(Urgency.High, ResourceReader.Read<Sorts>(YamlReader.Read("spec: { urgency: High }")[0].Document).Resource!.Spec!.Urgency);
    }

    [Theory]
    [InlineData("urgency: Middle", "spec.urgency: must be one of Low, High")]
    [InlineData("tags: [a, long]", "spec.tags[1]: must be at most 3 characters long")]
    [InlineData("notes: { a: long }", "spec.notes.a: must be at most 3 characters long")]
    [InlineData("pause: 2h", "spec.pause: must be from 1s to 1h: write a duration such as 30s or 1h30m")]
    [InlineData("loud: 1", "spec.loud: must be true or false")]
    [InlineData("parts: [{}]", "spec.parts[0].name: is required")]
    public void Each_sort_is_checked(string spec, string error) =>
        Assert.Equal([error], ResourceReader.ReadStrict<Sorts>(YamlReader.Read($"spec: {{ {spec} }}")[0].Document).Errors);

    [Theory]
    [InlineData(typeof(Fraction), "Fraction.Ratio has the type System.Nullable`1[System.Double], which no field has; use ")]
    [InlineData(typeof(Undescribed), "Undescribed.Weight needs a Description")]
    [InlineData(typeof(Boundless), "No maximum is given for: Boundless tags[].")]
    [InlineData(typeof(Clever), "Clever.sum: the rule \"self + 1 > 2\" cannot be evaluated here: ")]
    public void What_cannot_be_a_field_is_named_in_a_sentence(Type type, string sentence) =>
        Assert.StartsWith(sentence, ManifestsCommand.Problem([type]), StringComparison.Ordinal);

    public enum Urgency
    {
        Low,
        High,
    }

    public sealed record Sorts
    {
        [Description("What is wanted.")]
        public SortsSpec? Spec { get; init; }
    }

    public sealed record SortsSpec
    {
        [Description("An enum.")]
        [Default("Low")]
        public Urgency? Urgency { get; init; }

        [Description("Texts.")]
        [MaxLength(3)]
        [EachMaxLength(3)]
        public IReadOnlyList<string>? Tags { get; init; }

        [Description("Texts by name.")]
        [MaxLength(3)]
        [EachMaxLength(3)]
        public IReadOnlyDictionary<string, string>? Notes { get; init; }

        [Description("A time.")]
        [Duration("1s", "1h")]
        [Default("10s")]
        public string? Pause { get; init; }

        [Description("A flag.")]
        [Default(true)]
        public bool? Loud { get; init; }

        [Description("A long number.")]
        public long? Quota { get; init; }

        [Description("Records.")]
        [MaxLength(2)]
        [ListMapKey("name")]
        public IReadOnlyList<Part>? Parts { get; init; }
    }

    public sealed record Part
    {
        [Description("Its name.")]
        [MaxLength(9)]
        public required string Name { get; init; }
    }

    private sealed record Fraction
    {
        [Description("Any.")]
        public double? Ratio { get; init; }
    }

    private sealed record Undescribed
    {
        [Bounds(1, 2)]
        public int? Weight { get; init; }
    }

    private sealed record Boundless
    {
        [Description("Any.")]
        [MaxLength(1)]
        public IReadOnlyList<string>? Tags { get; init; }
    }

    private sealed record Clever
    {
        [Description("Any.")]
        [Rule("self + 1 > 2", "must be more than one")]
        public int? Sum { get; init; }
    }
}
