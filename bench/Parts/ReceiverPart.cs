using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Postrider.Bench.Parts;

/// <summary>The endpoint that every system delivers to: counts, notes lateness, answers 200 with nothing.</summary>
internal static class ReceiverPart
{
    public const string DueHeader = "X-Due-Ms";
    private static int hanging;

    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{args[1]}");
        var arrivals = new Arrivals();
        var app = builder.Build();
        app.Run(context => AnswerAsync(context, arrivals));
        await app.StartAsync();
        Console.WriteLine("ready");
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        return 0;
    }

    private static Task AnswerAsync(HttpContext context, Arrivals arrivals)
    {
        switch (context.Request.Path.Value)
        {
            case "/in":
                arrivals.Add();
                return Task.CompletedTask;
            case "/due":
                arrivals.AddDue(double.Parse(context.Request.Headers[DueHeader].ToString(), CultureInfo.InvariantCulture));
                return Task.CompletedTask;
            case "/hang":
                return HangAsync(context);
            case "/hanging":
                return context.Response.WriteAsJsonAsync(Volatile.Read(ref hanging));
            case "/count":
                return context.Response.WriteAsJsonAsync(arrivals.Count);
            case "/seconds":
                return context.Response.WriteAsJsonAsync(arrivals.SecondsBetween(Number(context, "first"), Number(context, "last")));
            case "/lateness":
                return context.Response.WriteAsJsonAsync(arrivals.Lateness());
            case "/reset":
                arrivals.Reset();
                return Task.CompletedTask;
            default: // "/empty…": the limit of publishing through HTTP
                return Task.CompletedTask;
        }
    }

    private static async Task HangAsync(HttpContext context)
    {
        Interlocked.Increment(ref hanging);
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref hanging);
    }

    private static int Number(HttpContext context, string name) =>
        int.Parse(context.Request.Query[name].ToString(), CultureInfo.InvariantCulture);
}
