using System.Net;

namespace Postrider.Demo.Processes;

/// <summary>The operator and the dispatcher: how each is started, and when it counts as ready.</summary>
internal static class PostriderProgram
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    public static ChildProcess StartOperator(string address, string samples, Checkout checkout, string redis, LogFile log) =>
        Start("operator", address, checkout, redis, log, ["--source", "directory", "--path", samples]);

    public static ChildProcess StartDispatcher(string address, Checkout checkout, string redis, LogFile log) =>
        Start("dispatcher", address, checkout, redis, log, []);

    /// <summary>Waits until the program at <paramref name="address"/> says that it is ready.</summary>
    public static async Task WaitAsync(HttpClient http, string address, CancellationToken cancel)
    {
        while (!await IsReadyAsync(http, address, cancel))
        {
            await Task.Delay(Poll, cancel);
        }
    }

    private static ChildProcess Start(
        string name, string address, Checkout checkout, string redis, LogFile log, IEnumerable<string> arguments) => ChildProcess.Start(
            name,
            Executables.DotNet,
            [checkout.Program(name), .. arguments, "--urls", address, $"--Redis:Configuration={redis}"],
            checkout.Root,
            log);

    private static async Task<bool> IsReadyAsync(HttpClient http, string address, CancellationToken cancel)
    {
        try
        {
            using var answer = await http.GetAsync($"{address}/readyz", cancel);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
