using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Postrider.TestKit.Dispatching;

/// <summary>An answer of the API.</summary>
public sealed record ApiAnswer(HttpStatusCode Status, string Text, HttpResponseHeaders Headers)
{
    public JsonNode? Json => Text.Length == 0 ? null : JsonNode.Parse(Text);

    public string MessageId => (string)Json!["messageId"]!;

    public string Error => (string)Json!["error"]!;
}

/// <summary>Plain HTTP calls to a gateway.</summary>
public sealed class PublishApi : IDisposable
{
    private readonly HttpClient client;

    public PublishApi(string url, string token)
    {
        client = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
    }

    /// <summary>Publishes; headers are given as <c>Name: value</c>.</summary>
    public Task<ApiAnswer> PublishAsync(string destination, string body = "", params string[] headers) =>
        PublishAsync(destination, Encoding.UTF8.GetBytes(body), headers);

    public Task<ApiAnswer> PublishAsync(string destination, byte[] body, params string[] headers) => SendAsync(HttpMethod.Post, $"/v2/publish/{destination}", body, headers);

    /// <summary>Makes a schedule, or replaces one.</summary>
    public Task<ApiAnswer> ScheduleAsync(string destination, string body = "", params string[] headers) =>
        SendAsync(HttpMethod.Post, $"/v2/schedules/{destination}", Encoding.UTF8.GetBytes(body), headers);

    public Task<ApiAnswer> BatchAsync(params JsonNode[] items) => SendAsync(HttpMethod.Post, "/v2/batch", Encoding.UTF8.GetBytes(new JsonArray(items).ToJsonString()));

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, []);

    public Task<ApiAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, []);

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, byte[] body, params string[] headers)
    {
        using var request = new HttpRequestMessage(method, client.BaseAddress!.OriginalString.TrimEnd('/') + path) { Content = new ByteArrayContent(body) };
        foreach (var header in headers)
        {
            var (name, value) = (header[..header.IndexOf(':', StringComparison.Ordinal)], header[(header.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await client.SendAsync(request);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
    }

    public void Dispose() => client.Dispose();
}
