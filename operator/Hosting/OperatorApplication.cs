using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Options;
using Postrider.Core.Settings;

namespace Postrider.Operator.Hosting;

/// <summary>Builds and runs the program.</summary>
internal static class OperatorApplication
{
    /// <exception cref="SettingException">A setting is wrong, or time-zone data is missing.</exception>
    public static async Task RunAsync(string[] args)
    {
        TimeZoneData.Check();
        await using var application = Build(args);
        application.Services.GetService<IStartupValidator>()?.Validate();
        UnknownSettings.Tell(application.Configuration, application.Services.GetServices<KnownSection>(), application.Logger);
        var reason = application.Services.GetRequiredService<StopReason>();
        try
        {
            await StartAsync(application);
            await application.WaitForShutdownAsync();
        }
        catch (OperationCanceledException) when (reason.Sentence is not null)
        {
            // a reason to end that came up while it was still starting
        }

        if (reason.Sentence is { } sentence)
        {
            throw new SettingException(sentence);
        }
    }

    // All services of ours start in the background; what fails here is listening.
    private static async Task StartAsync(WebApplication application)
    {
        try
        {
            await application.StartAsync();
        }
        catch (Exception exception) when (exception is IOException or FormatException or InvalidOperationException or SocketException)
        {
            await application.StopAsync(); // what started before the server did
            throw new SettingException($"--{ListeningAddresses.Key} is '{ListeningAddresses.Read(application.Configuration)}': {exception.Message}");
        }
    }

    /// <summary>The program, not started yet.</summary>
    internal static WebApplication Build(string[] args)
    {
        var choice = SourceChoice.Read(args);
        var builder = WebApplication.CreateSlimBuilder(args);
        LogLevels.Check(builder.Configuration);
        builder.WebHost.UseUrls(ListeningAddresses.Read(builder.Configuration)).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // why it cannot start is told in a sentence
        builder.Services.AddOperator(builder.Configuration, builder.Environment, choice);
        builder.Services.AddSingleton<ResourceListing>();
        var application = builder.Build();
        application.MapMetrics();
        application.MapOperator();
        return application;
    }
}
