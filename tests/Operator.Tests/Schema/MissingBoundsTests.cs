using Postrider.Operator.Api;
using Postrider.Operator.Schema;
using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Tests.Schema;

public sealed class MissingBoundsTests
{
    [Theory]
    [InlineData(typeof(Endpoint))]
    [InlineData(typeof(Topic))]
    [InlineData(typeof(Schedule))]
    public void Every_string_list_and_map_has_a_maximum(Type resource) => Assert.Empty(MissingBounds.Find(ResourceSchema.ForDefinition(resource)));

    [Fact]
    public void A_missing_maximum_is_found_wherever_it_is() =>
        Assert.Equal(["spec.text", "spec.list", "spec.list[]", "spec.map", "spec.map{}"], MissingBounds.Find(ResourceSchema.ForDefinition(typeof(Careless))));

    private sealed record Careless
    {
        [Description("Any.")]
        public CarelessSpec? Spec { get; init; }
    }

    private sealed record CarelessSpec
    {
        [Description("Any.")]
        public string? Text { get; init; }

        [Description("Any.")]
        public IReadOnlyList<string>? List { get; init; }

        [Description("Any.")]
        public IReadOnlyDictionary<string, string>? Map { get; init; }

        [Description("Any.")]
        [OneOf("a", "b")]
        public string? Choice { get; init; }
    }
}
