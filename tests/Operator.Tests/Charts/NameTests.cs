namespace Postrider.Operator.Tests.Charts;

/// <summary>Names that YAML reads as a number or as true are texts all the same.</summary>
public sealed class NameTests
{
    [Theory]
    [InlineData("namespaces: [\"123\", \"1e3\", \"true\"]")]
    [InlineData("redis: {existingSecret: {name: \"123\", key: \"1\"}}")]
    [InlineData("redis: {small: {storageClassName: \"123\"}}")]
    [InlineData("operator: {priorityClassName: \"123\"}")]
    [InlineData("keys: {existingSecret: \"123\"}")]
    [InlineData("fullnameOverride: \"y\"")]
    [InlineData("fullnameOverride: \"true\"")]
    public void A_name_is_a_text_whatever_it_looks_like(string values)
    {
        var rendered = Rendered.OfValues(values);
        Assert.NotEmpty(rendered.Objects);
        Assert.All(rendered.Objects.Where(KnownModels.Knows), item => Assert.Empty(KnownModels.LostFrom(item))); // another type than text throws
    }
}
