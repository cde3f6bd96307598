using System.Net;
using System.Text.Json.Nodes;

namespace Postrider.Operator.Tests.Corpus;

/// <summary>The corpus as a current API server judges it: the same verdicts and the same fields as the operator's own.</summary>
[Collection(CrdServerCollection.Name)]
public sealed class CorpusByCrdServerTests(CrdServerFixture fixture)
{
    [CrdServerTheory]
    [MemberData(nameof(CorpusCases.Good), MemberType = typeof(CorpusCases))]
    public async Task A_good_file_is_accepted(string name)
    {
        var file = CorpusCases.FindGood(name);
        var answer = await fixture.Server.TryCreateAsync(CorpusCases.PluralOf(file), file.Text);
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Message);
    }

    [CrdServerTheory]
    [MemberData(nameof(CorpusCases.Good), MemberType = typeof(CorpusCases))]
    public async Task A_good_file_reads_the_same_with_and_without_the_server(string name)
    {
        var file = CorpusCases.FindGood(name);
        var answer = await fixture.Server.TryCreateAsync(CorpusCases.PluralOf(file), file.Text);
        var (ours, theirs) = (CorpusCases.SpecOf(file), answer.Body!["spec"]);
        Assert.True(JsonNode.DeepEquals(ours, theirs), $"ours: {ours.ToJsonString()}\ntheirs: {theirs?.ToJsonString()}");
    }

    [CrdServerTheory]
    [MemberData(nameof(CorpusCases.Bad), MemberType = typeof(CorpusCases))]
    public async Task A_bad_file_is_refused_with_the_path_of_the_field(string name)
    {
        var file = CorpusCases.FindBad(name);
        var answer = await fixture.Server.TryCreateAsync(CorpusCases.PluralOf(file), file.Text);
        Assert.True(answer.Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest, $"{answer.Status}");
        Assert.True(answer.BlamedFields.Any(path => CorpusCases.IsAbout(path, file.Field!)), answer.Message);
    }
}
