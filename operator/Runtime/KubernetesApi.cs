using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;

namespace Postrider.Operator.Runtime;

/// <summary>
/// Calls to the API server, objects as JSON, so that one that breaks a rule can still be read. Repeats nothing: that is for
/// the loops that call it. An answer that is an error is a <see cref="KubernetesApiException"/>.
/// </summary>
internal sealed class KubernetesApi(KubernetesClientConfiguration configuration, KubernetesOptions options) : IDisposable
{
    private const string Json = "application/json";
    private const string Manager = "postrider-operator"; // whose the patched fields are, where somebody asks
    private readonly Kubernetes client = new(configuration);

    public async Task<JsonObject> GetAsync(string path, CancellationToken cancel)
    {
        using var request = Request(HttpMethod.Get, path);
        return await ReadAsync(request, cancel);
    }

    /// <summary>The object, or null when the server says that there is no such object.</summary>
    public async Task<JsonObject?> FindAsync(string path, CancellationToken cancel)
    {
        try
        {
            return await GetAsync(path, cancel);
        }
        catch (KubernetesApiException exception) when (exception.IsConfirmedMissing)
        {
            return null;
        }
    }

    /// <summary>Applies a merge patch and returns the object as it then is.</summary>
    public Task<JsonObject> PatchAsync(string path, JsonObject patch, CancellationToken cancel) =>
        WriteAsync(HttpMethod.Patch, $"{path}?fieldManager={Manager}", patch, "application/merge-patch+json", cancel);

    /// <summary>Makes an object and returns it as it then is.</summary>
    public Task<JsonObject> PostAsync(string path, JsonObject item, CancellationToken cancel) => WriteAsync(HttpMethod.Post, path, item, Json, cancel);

    /// <summary>Replaces an object, if it is still in the state whose version the new one names, and returns it as it then is.</summary>
    public Task<JsonObject> PutAsync(string path, JsonObject item, CancellationToken cancel) => WriteAsync(HttpMethod.Put, path, item, Json, cancel);

    /// <summary>The events of a watch, until the server ends it or the connection breaks.</summary>
    public async IAsyncEnumerable<JsonObject> WatchAsync(string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var request = Request(HttpMethod.Get, path);
        using var answer = await InTimeAsync(limit => SendAsync(request, limit), cancel); // a server begins its answer at once
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel));
        while (await lines.ReadLineAsync(cancel) is { } line)
        {
            yield return ParseObject(line) ?? throw new JsonException("an event of the watch is not an object");
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<JsonObject> WriteAsync(HttpMethod method, string path, JsonObject body, string type, CancellationToken cancel)
    {
        using var request = Request(method, path);
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, type);
        return await ReadAsync(request, cancel);
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        // Not HTTP/2: each watch has a connection of its own, so that one that died takes nothing with it.
        var request = new HttpRequestMessage(method, new Uri(client.BaseUri, path))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(Json));
        return request;
    }

    private Task<JsonObject> ReadAsync(HttpRequestMessage request, CancellationToken cancel) => InTimeAsync(
        async limit =>
        {
            using var answer = await SendAsync(request, limit);
            return ParseObject(await answer.Content.ReadAsStringAsync(limit)) ?? throw new JsonException("the answer of the API server is not an object");
        },
        cancel);

    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(options.CallSeconds));
        try
        {
            return await call(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"The API server gave no answer within {options.CallSeconds} s");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        if (client.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(request, cancel);
        }

        var answer = await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw new KubernetesApiException(answer.StatusCode, ParseObject(await answer.Content.ReadAsStringAsync(cancel)));
        }
    }

    private static JsonObject? ParseObject(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
