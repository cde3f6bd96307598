using System.Diagnostics;
using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd.Cluster;

/// <summary>Reaches pods through the API server, so that the run needs no address of the cluster's network.</summary>
internal sealed class ApiProxy : IAsyncDisposable
{
    private readonly HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private Process? process;
    private string address = "";

    /// <summary>Client of the proxy; requests name a Service by <see cref="UrlOf"/>.</summary>
    public HttpClient Http => http;

    /// <exception cref="StepFailure">The proxy does not start.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        process = Process.Start(new ProcessStartInfo("kubectl", ["proxy", "--port=0"]) { RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadLineAsync(cancel); // Starting to serve on 127.0.0.1:12345
        address = line?.Split(' ').Last() is { Length: > 0 } found ? $"http://{found}" : throw new StepFailure("kubectl proxy did not start");
    }

    /// <summary>The address of a path at a Service.</summary>
    public Uri UrlOf(string ns, string service, string path) => new($"{address}/api/v1/namespaces/{ns}/services/{service}:http/proxy{path}");

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (process is not null)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
