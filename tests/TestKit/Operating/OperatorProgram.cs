using Postrider.TestKit.Processes;

namespace Postrider.TestKit.Operating;

/// <summary>An operator as its own process, on a free port, in development.</summary>
public sealed class OperatorProgram : IAsyncDisposable
{
    private readonly HttpClient http = new();

    private OperatorProgram(ChildProcess process, string url)
    {
        Process = process;
        Url = url;
    }

    public ChildProcess Process { get; }

    public string Url { get; }

    /// <summary>Starts one without waiting. <paramref name="settings"/> are arguments such as <c>--source=directory</c>.</summary>
    public static OperatorProgram Start(string redis, IEnumerable<string> settings, IReadOnlyDictionary<string, string>? environment = null)
    {
        var url = $"http://127.0.0.1:{FreePort.Find()}";
        var variables = new Dictionary<string, string> { ["DOTNET_ENVIRONMENT"] = "Development", ["DOTNET_TieredPGO"] = "0" };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        string[] arguments = [Checkout.Program("operator", "postrider-operator"), "--urls", url, $"--Redis:Configuration={redis}", .. settings];
        return new(ChildProcess.Start("dotnet", arguments, variables), url);
    }

    /// <summary>Waits until everything that is declared is live in Redis.</summary>
    public async Task WaitUntilReadyAsync()
    {
        await Eventually.IsTrueAsync(async () => Process.HasExited || await AnswersAsync("/readyz"), "the operator is ready");
        if (Process.HasExited)
        {
            throw new InvalidOperationException($"The operator ended:\n{Process.Output}");
        }
    }

    /// <summary>Whether a path is answered with success.</summary>
    public async Task<bool> AnswersAsync(string path)
    {
        try
        {
            return (await http.GetAsync(new Uri(Url + path))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public Task<string> GetAsync(string path) => http.GetStringAsync(new Uri(Url + path));

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Process.DisposeAsync();
    }
}
