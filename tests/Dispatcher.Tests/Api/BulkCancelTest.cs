using System.Net;
using System.Text;
using Postrider.TestKit;
using Postrider.TestKit.Dispatching;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Publishes messages for later and cancels them in bulk.</summary>
public abstract class BulkCancelTest(RunningPair pair) : TwoTenantsTest(pair)
{
    protected const string Later = "Upstash-Delay: 1h";

    protected Task<ApiAnswer> CancelAsync(string query, string body = "", params string[] headers) =>
        Api.SendAsync(HttpMethod.Delete, "/v2/messages" + query, Encoding.Latin1.GetBytes(body), headers);

    protected async Task<List<string>> PublishAsync(int messages)
    {
        var ids = new List<string>();
        for (var message = 0; message < messages; message++)
        {
            ids.Add(await PublishAsync("https://a.example/x"));
        }

        return ids;
    }

    protected async Task<string> PublishAsync(string destination, params string[] headers) => (await Api.PublishAsync(destination, "", [.. headers, Later])).MessageId;

    protected async Task<string> PublishNowAsync(string path, params string[] headers) => (await Api.PublishAsync(Receiver.Url + path, "", headers)).MessageId;

    protected async Task<string> PublishToTopicAsync(string topic)
    {
        var answer = await Eventually.BecomesAsync(() => Api.PublishAsync(topic, "", Later), seen => seen.Status == HttpStatusCode.OK, "the Topic is known");
        return (string)answer.Json![0]!["messageId"]!;
    }

    protected async Task StillThereAsync(IEnumerable<string> there, IEnumerable<string> gone)
    {
        foreach (var id in there)
        {
            Assert.Equal(HttpStatusCode.OK, (await Api.GetAsync($"/v2/messages/{id}")).Status);
        }

        foreach (var id in gone)
        {
            Assert.Equal(HttpStatusCode.NotFound, (await Api.GetAsync($"/v2/messages/{id}")).Status);
        }
    }
}
