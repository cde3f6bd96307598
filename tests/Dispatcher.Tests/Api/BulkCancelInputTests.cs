using System.Net;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>A bulk cancel that is not understood cancels nothing.</summary>
[Collection(nameof(RunningPair))]
public sealed class BulkCancelInputTests(RunningPair pair) : BulkCancelTest(pair)
{
    [Theory]
    [InlineData("?labeel=x", "", "labeel")]
    [InlineData("?label=", "", "label")]
    [InlineData("?label=%20", "", "label")]
    [InlineData("?responseStatus=500", "", "responseStatus")]
    [InlineData("?order=earliestFirst", "", "order")]
    [InlineData("?state=ACTIVE&labels=x", "", "state", "labels")]
    [InlineData("?dlqIds=1-1", "", "dlqIds")]
    [InlineData("?messageId=msg_1", "", "messageId")]
    [InlineData("?messageIds=", "", "messageIds")]
    [InlineData("?messageIds=,", "", "messageIds")]
    [InlineData("?count=0", "", "count")]
    [InlineData("?count=-1", "", "count")]
    [InlineData("?count=NaN", "", "count")]
    [InlineData("?count=1.5", "", "count")]
    [InlineData("?count=", "", "count")]
    [InlineData("?fromDate=&toDate=%20", "", "fromDate", "toDate")]
    [InlineData("?count=1&count=2", "", "count")]
    [InlineData("?fromDate=NaN&toDate=-5", "", "fromDate", "toDate")]
    [InlineData("?fromDate=99999999999999999999", "", "fromDate")]
    [InlineData("?=x", "", "")]
    [InlineData("", "[]", "messageIds")]
    [InlineData("", "null", "messageIds")]
    [InlineData("", "{", "messageIds")]
    [InlineData("", "\0", "messageIds")]
    [InlineData("", "all", "messageIds")]
    [InlineData("", """{"messageIds":[]}""", "messageIds")]
    [InlineData("", """{"messageIds":null}""", "messageIds")]
    [InlineData("", """{"messageIds":"msg_1"}""", "messageIds")]
    [InlineData("", """{"messageIds":[1]}""", "messageIds")]
    [InlineData("", """{"messageIds":[""]}""", "messageIds")]
    [InlineData("", """{"messageIds":["\ud800"]}""", "messageIds")]
    [InlineData("", """{"messageIds":["msg_1",null]}""", "messageIds")]
    [InlineData("", """{"messageId":["msg_1"]}""", "messageId")]
    [InlineData("", """{"label":"red"}""", "label")]
    [InlineData("?labeel=x", """{"label":"red"}""", "labeel", "label")]
    public async Task What_is_not_understood_is_refused_by_name_and_cancels_nothing(string query, string body, params string[] names)
    {
        var id = (await PublishAsync(1))[0];
        var answer = await CancelAsync(query, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.All(names, name => Assert.Contains(name + ": ", answer.Error, StringComparison.Ordinal));
        await StillThereAsync([id], []);
    }

    [Theory]
    [InlineData("/v2/messages/")]
    [InlineData("/v2/messages//")]
    [InlineData("/v2/messages/?count=1")]
    [InlineData("/V2/Messages/")]
    public async Task An_empty_id_does_not_mean_all(string path)
    {
        var id = (await PublishAsync(1))[0];
        var answer = await Api.DeleteAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.NotEmpty(answer.Error);
        await StillThereAsync([id], []);
    }

    [Fact]
    public async Task Too_many_ids_are_refused()
    {
        var id = (await PublishAsync(1))[0];
        var many = string.Join(',', Enumerable.Repeat($"\"{id}\"", 1001));
        Assert.Equal(HttpStatusCode.BadRequest, (await CancelAsync("", $$"""{"messageIds":[{{many}}]}""")).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await CancelAsync("", new string(' ', 300_000))).Status);
        await StillThereAsync([id], []);
    }
}
