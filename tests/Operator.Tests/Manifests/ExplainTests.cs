using System.Text.Json.Nodes;
using Postrider.Operator.Tests.Corpus;
using Postrider.TestKit;

namespace Postrider.Operator.Tests.Manifests;

/// <summary>What <c>kubectl explain</c> reads: the schemas that a current API server publishes.</summary>
[Collection(CrdServerCollection.Name)]
public sealed class ExplainTests(CrdServerFixture fixture)
{
    [CrdServerTheory]
    [InlineData("Endpoint")]
    [InlineData("Topic")]
    [InlineData("Schedule")]
    public async Task Every_field_is_described(string kind)
    {
        var schema = await Eventually.BecomesAsync(() => PublishedAsync(kind), found => found is not null, $"the schema of {kind} is published");
        Assert.Empty(Undescribed(schema!["properties"]!["spec"]!, "spec").Concat(Undescribed(schema["properties"]!["status"]!, "status")));
    }

    private async Task<JsonNode?> PublishedAsync(string kind) =>
        (await fixture.Server.ReadOpenApiAsync()).Body?["components"]?["schemas"]?[$"dev.postrider.v1alpha1.{kind}"];

    private static IEnumerable<string> Undescribed(JsonNode schema, string path)
    {
        var fields = (schema["properties"] ?? schema["items"]?["properties"]) as JsonObject ?? [];
        var below = fields.SelectMany(field => Undescribed(field.Value!, $"{path}.{field.Key}"));
        return schema["description"] is null ? [path, .. below] : below;
    }
}
