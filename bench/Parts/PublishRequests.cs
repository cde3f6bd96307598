using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Postrider.Bench.Parts;

/// <summary>Makes the publish requests of a plan; what is the same in all of them is made once.</summary>
internal sealed class PublishRequests
{
    private const string ForwardDue = "Upstash-Forward-" + ReceiverPart.DueHeader;

    private static readonly MediaTypeHeaderValue Text = new("text/plain");
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly PublishPlan plan;
    private readonly string text;
    private readonly byte[] body;
    private readonly byte[] wholeBatch;
    private readonly Uri single;
    private readonly Uri batch;

    public PublishRequests(PublishPlan plan)
    {
        this.plan = plan;
        text = Crew.Body(plan.BodyBytes);
        body = Encoding.ASCII.GetBytes(text);
        single = new Uri($"{plan.Target}/v2/publish/{plan.Destination}");
        batch = new Uri($"{plan.Target}/v2/batch");
        wholeBatch = BatchBody([]);
    }

    public HttpRequestMessage Single(double[] due)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, single) { Content = Content(body, Text) };
        foreach (var (name, value) in Headers(due.Length > 0 ? due[0] : null))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    public HttpRequestMessage Batch(double[] due) =>
        new(HttpMethod.Post, batch) { Content = Content(due.Length > 0 ? BatchBody(due) : wholeBatch, Json) };

    private static ByteArrayContent Content(byte[] bytes, MediaTypeHeaderValue type) =>
        new(bytes) { Headers = { ContentType = type } };

    private byte[] BatchBody(double[] due) => JsonSerializer.SerializeToUtf8Bytes(
        Enumerable.Range(0, due.Length > 0 ? due.Length : plan.Batch).Select(i => new
        {
            destination = plan.Destination,
            headers = Headers(due.Length > 0 ? due[i] : null).Append(new("Content-Type", "text/plain")).ToDictionary(),
            body = text,
        }));

    private IEnumerable<KeyValuePair<string, string>> Headers(double? due)
    {
        if (due is { } moment)
        {
            yield return new(ForwardDue, moment.ToString(CultureInfo.InvariantCulture));
            yield return new("Upstash-Delay", Seconds(Math.Max(0, moment - Crew.Now())));
        }
        else if (plan.DelayMs > 0)
        {
            yield return new("Upstash-Delay", Seconds(plan.DelayMs));
        }
    }

    private static string Seconds(double milliseconds) =>
        (milliseconds / 1000).ToString("F3", CultureInfo.InvariantCulture) + "s";
}
