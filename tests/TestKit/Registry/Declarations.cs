using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Postrider.Core;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Registry;
using Postrider.Core.Secrets;

namespace Postrider.TestKit.Registry;

/// <summary>Declares Endpoints, Topics and Schedules as the operator would, through the same writer.</summary>
public sealed class Declarations : IAsyncDisposable
{
    public const string Source = "test";
    private readonly ServiceProvider services;

    private Declarations(ServiceProvider services) => this.services = services;

    public IRegistryWriter Writer => services.GetRequiredService<IRegistryWriter>();

    public SecretBox Secrets => services.GetRequiredService<SecretBox>();

    /// <summary>Opens the registry and says that it is complete.</summary>
    public static async Task<Declarations> OpenAsync(string redis)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Redis:Configuration", redis)]).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddPostriderRedis(configuration, new HostingEnvironment { EnvironmentName = Environments.Development });
        var declarations = new Declarations(services.BuildServiceProvider());
        var connections = declarations.services.GetRequiredService<RedisConnections>();
        await Eventually.IsTrueAsync(() => connections.Control.IsConnected, "Redis is connected to");
        await declarations.Writer.MarkCompleteAsync(CancellationToken.None);
        return declarations;
    }

    public Task EndpointAsync(string ns, string name, string? url, Func<EndpointDefinition, EndpointDefinition>? change = null)
    {
        var endpoint = new EndpointDefinition { Namespace = ns, Name = name, Source = Source, Url = url };
        return Writer.PutAsync(change is null ? endpoint : change(endpoint), CancellationToken.None);
    }

    public Task TopicAsync(string ns, string name, params TopicSubscriber[] subscribers) =>
        Writer.PutAsync(new TopicDefinition { Namespace = ns, Name = name, Source = Source, Subscribers = subscribers }, CancellationToken.None);

    public Task ScheduleAsync(string ns, string name, string cron, string url, Func<ScheduleDefinition, ScheduleDefinition>? change = null)
    {
        var schedule = new ScheduleDefinition { Namespace = ns, Name = name, Source = Source, Cron = cron, Url = url };
        return Writer.PutAsync(change is null ? schedule : change(schedule), CancellationToken.None);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
