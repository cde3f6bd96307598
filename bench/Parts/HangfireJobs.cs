using System.Globalization;
using System.Text;
using Hangfire;
using Hangfire.Redis.StackExchange;
using StackExchange.Redis;

namespace Postrider.Bench.Parts;

/// <summary>Hangfire's side of a message: its storage, and the job that posts the body.</summary>
public static class HangfireJobs
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 128 });

    public static async Task PostAsync(string url, string body, double due)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.ASCII) };
        if (due > 0)
        {
            request.Headers.TryAddWithoutValidation("X-Due-Ms", due.ToString(CultureInfo.InvariantCulture));
        }

        using var response = await Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    internal static async Task<RedisStorage> OpenAsync(string redis)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(redis);
        return new RedisStorage(connection, new RedisStorageOptions { SucceededListSize = 100 });
    }
}
