using System.Text;
using System.Text.Json.Nodes;
using Postrider.TestKit.Dispatching;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Calls of <c>/v2/topics</c>.</summary>
internal static class TopicCalls
{
    public static Task<ApiAnswer> AddAsync(this PublishApi api, string topic, params string[] members) => api.TopicAsync(HttpMethod.Post, topic + "/endpoints", Endpoints(members));

    public static Task<ApiAnswer> RemoveAsync(this PublishApi api, string topic, params string[] members) => api.TopicAsync(HttpMethod.Delete, topic + "/endpoints", Endpoints(members));

    public static Task<ApiAnswer> PatchAsync(this PublishApi api, string topic, string headers) => api.TopicAsync(HttpMethod.Patch, topic, $$"""{"headers":{{headers}}}""");

    public static Task<ApiAnswer> TopicAsync(this PublishApi api, HttpMethod method, string path, string json) =>
        api.SendAsync(method, "/v2/topics/" + path, Encoding.UTF8.GetBytes(json), "Content-Type: application/json");

    /// <summary>The endpoints of a group as JSON text; null when it answers 404.</summary>
    public static async Task<string?> EndpointsAsync(this PublishApi api, string topic) =>
        (await api.GetAsync("/v2/topics/" + topic)).Json!["endpoints"]?.ToJsonString();

    /// <summary>The names that the list shows.</summary>
    public static async Task<IReadOnlyList<string>> TopicNamesAsync(this PublishApi api) =>
        [.. (await api.GetAsync("/v2/topics")).Json!.AsArray().Select(topic => (string)topic!["name"]!)];

    // Members are URLs, or name=URL, or name= without one.
    private static string Endpoints(string[] members)
    {
        var array = new JsonArray([.. members.Select(member =>
        {
            var at = member.IndexOf('=', StringComparison.Ordinal);
            var endpoint = new JsonObject();
            if (at > 0)
            {
                endpoint["name"] = member[..at];
            }

            if (member[(at + 1)..] is { Length: > 0 } url)
            {
                endpoint["url"] = url;
            }

            return (JsonNode)endpoint;
        })]);
        return new JsonObject { ["endpoints"] = array }.ToJsonString();
    }
}
