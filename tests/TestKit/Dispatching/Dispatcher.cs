using Postrider.TestKit.Processes;

namespace Postrider.TestKit.Dispatching;

/// <summary>A dispatcher as its own process, on a free port, in development.</summary>
public sealed class Dispatcher : IAsyncDisposable
{
    private Dispatcher(ChildProcess process, string url)
    {
        Process = process;
        Url = url;
        Api = new(url, Tokens.Default);
    }

    public ChildProcess Process { get; }

    public string Url { get; }

    /// <summary>The API with the token of the namespace <c>default</c>.</summary>
    public PublishApi Api { get; }

    /// <summary>Starts one and waits until it answers. <paramref name="settings"/> are arguments such as <c>--Roles=worker</c>.</summary>
    public static Task<Dispatcher> StartAsync(string redis, params string[] settings) => StartAsync(redis, new Dictionary<string, string>(), settings);

    /// <summary>The same with variables of its own.</summary>
    public static async Task<Dispatcher> StartAsync(string redis, IReadOnlyDictionary<string, string> environment, params string[] settings)
    {
        var dispatcher = Begin(redis, environment, settings);
        using var client = new HttpClient();
        await Eventually.IsTrueAsync(async () => dispatcher.Process.HasExited || await AnswersAsync(client, dispatcher.Url), "the dispatcher answers");
        return dispatcher.Process.HasExited ? throw new InvalidOperationException(dispatcher.Process.Output) : dispatcher;
    }

    /// <summary>Starts one without waiting.</summary>
    public static Dispatcher Begin(string redis, params string[] settings) => Begin(redis, new Dictionary<string, string>(), settings);

    /// <summary>Starts one with variables of its own, without waiting.</summary>
    public static Dispatcher Begin(string redis, IReadOnlyDictionary<string, string> environment, params string[] settings)
    {
        var url = $"http://127.0.0.1:{FreePort.Find()}";
        var process = ChildProcess.Start(
            "dotnet", [Checkout.Program("dispatcher", "postrider-dispatcher"), "--urls", url, $"--Redis:Configuration={redis}", .. settings],
            new Dictionary<string, string>(environment) { ["DOTNET_ENVIRONMENT"] = "Development", ["DOTNET_TieredPGO"] = "0" });
        return new(process, url);
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Process.DisposeAsync();
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string url)
    {
        try
        {
            return (await client.GetAsync(url + "/healthz")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
