using System.Globalization;
using System.Net.Http.Json;

namespace Postrider.Bench.Machine;

/// <summary>The receiver's process, and what it has to tell.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly HttpClient client;

    private Receiver(ChildProcess process, string url)
    {
        Process = process;
        Url = url;
        client = new HttpClient { BaseAddress = new Uri(url) };
    }

    public ChildProcess Process { get; }

    public string Url { get; }

    public static async Task<Receiver> StartAsync(CancellationToken cancel)
    {
        var port = Places.FreePort().ToString(CultureInfo.InvariantCulture);
        var process = ChildProcess.Start("receiver", Places.Self, ["receiver", "--port", port]);
        await process.ReadLineAsync(cancel);
        return new Receiver(process, $"http://127.0.0.1:{port}");
    }

    public Task<int> CountAsync(CancellationToken cancel) => client.GetFromJsonAsync<int>("/count", cancel);

    /// <summary>How many requests it keeps without an answer.</summary>
    public Task<int> HangingAsync(CancellationToken cancel) => client.GetFromJsonAsync<int>("/hanging", cancel);

    public Task<double> SecondsBetweenAsync(int first, int last, CancellationToken cancel) =>
        client.GetFromJsonAsync<double>($"/seconds?first={first}&last={last}", cancel);

    /// <summary>Due moment and lateness of each delayed message, in milliseconds.</summary>
    public async Task<double[][]> LatenessAsync(CancellationToken cancel) =>
        await client.GetFromJsonAsync<double[][]>("/lateness", cancel) ?? [];

    public Task ResetAsync(CancellationToken cancel) => client.PostAsync("/reset", null, cancel);

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return Process.DisposeAsync();
    }
}
