using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Postrider.Core.Redis;
using Postrider.Core.Registry;
using Postrider.Core.Settings;
using Postrider.Dispatcher.Api;
using Postrider.Dispatcher.Auth.Access;
using Postrider.Dispatcher.Signing;

namespace Postrider.Dispatcher.Hosting;

/// <summary>Builds and runs the program.</summary>
internal static class DispatcherApplication
{
    private const string DefaultUrl = "http://127.0.0.1:8080";

    /// <exception cref="SettingException">A setting is wrong, or time-zone data is missing.</exception>
    public static async Task RunAsync(string[] args)
    {
        TimeZoneData.Check();
        var builder = WebApplication.CreateSlimBuilder(args);
        LogLevels.Check(builder.Configuration);
        var roles = DispatcherRoles.Read(builder.Configuration);
        SocketThreads.Apply();
        var urls = builder.Configuration["urls"] ?? DefaultUrl;
        builder.WebHost.UseUrls(urls).ConfigureKestrel(ListeningPolicy.Apply).UseSockets(ListeningPolicy.Apply);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        QuietRequests(builder);
        builder.Services.AddDispatcher(builder.Configuration, builder.Environment, roles);
        var application = builder.Build();
        await using (application.ConfigureAwait(false))
        {
            await RunAsync(application, roles, urls).ConfigureAwait(false);
        }
    }

    // As long as the server could log something of a request, it makes an Activity and a scope for each, which nobody reads who did not ask for its log.
    private static void QuietRequests(WebApplicationBuilder builder)
    {
        const string Server = "Microsoft.AspNetCore";
        if (!builder.Configuration.GetSection("Logging:LogLevel").GetChildren().Any(level => level.Key.StartsWith(Server, StringComparison.OrdinalIgnoreCase)))
        {
            builder.Logging.AddFilter(Server + ".Hosting.Diagnostics", LogLevel.None);
        }
    }

    private static async Task RunAsync(WebApplication application, DispatcherRoles roles, string urls)
    {
        var services = application.Services;
        if (services.GetService<IStartupValidator>() is { } validator)
        {
            validator.Validate();
        }

        UnknownSettings.Tell(application.Configuration, services.GetServices<KnownSection>(), application.Logger);
        var connections = services.GetRequiredService<RedisConnections>();
        await RedisCheck.RunAsync(
            connections, services.GetRequiredService<PartitionCount>(), services.GetRequiredService<SigningStart>(), application.Logger,
            CancellationToken.None).ConfigureAwait(false);
        connections.Open();
        application.UseMiddleware<HeadGuard>();
        application.UseMiddleware<ErrorGuard>();
        application.MapMetrics();
        if (roles.Gateway)
        {
            MapGateway(application);
        }

        application.MapHealth();
        await StartAsync(application, urls).ConfigureAwait(false);
        if (application.Environment.IsDevelopment() && roles.Gateway)
        {
            DevelopmentBanner.Print(urls.Split(';')[0], await services.GetRequiredService<SigningKeys>().OfAsync("default").ConfigureAwait(false));
        }

        await application.WaitForShutdownAsync().ConfigureAwait(false);
    }

    private static async Task StartAsync(WebApplication application, string urls)
    {
        try
        {
            await application.StartAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or FormatException or InvalidOperationException or ArgumentException or SocketException)
        {
            await application.StopAsync().ConfigureAwait(false); // what started before the server did
            throw new SettingException($"urls is '{urls}': {exception.Message}");
        }
    }

    private static void MapGateway(WebApplication application)
    {
        application.UseMiddleware<LastAnswers>();
        application.UseMiddleware<LeadingSlashes>();
        application.UseMiddleware<TokenGuard>();
        application.UseMiddleware<PublishApi>();
        application.UseMiddleware<FlowControlApi>();
        application.UseRouting();
        application.UseMiddleware<AccessGuard>();
        var api = application.MapGroup("");
        api.MapBatch();
        api.MapMessages();
        api.MapQueues();
        api.MapSchedules();
        api.MapDeadLetters();
        api.MapDeadLetterRetry();
        api.MapEvents();
        api.MapTopics();
        api.MapKeys();
        api.MapFlowControlList();
        api.MapGlobalParallelism();
        ApiCalls.Attach(api, application);
        application.MapScaling();
    }
}
