using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Postrider.Core;
using Postrider.Core.Settings;
using Postrider.Core.Waiting;
using Postrider.Dispatcher.Api;
using Postrider.Dispatcher.Auth;
using Postrider.Dispatcher.Auth.Access;
using Postrider.Dispatcher.Auth.InCluster;
using Postrider.Dispatcher.Cancelling;
using Postrider.Dispatcher.Delivery;
using Postrider.Dispatcher.Events;
using Postrider.Dispatcher.Network;
using Postrider.Dispatcher.Publishing;
using Postrider.Dispatcher.Scheduling;
using Postrider.Dispatcher.Signing;
using Postrider.Dispatcher.Topics;

namespace Postrider.Dispatcher.Hosting;

/// <summary>Registrations of the dispatcher's own services.</summary>
internal static class DispatcherServices
{
    // What stopping takes beside the times that are set: outcomes are written, events told, connections closed.
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(40);

    public static void AddDispatcher(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment, DispatcherRoles roles)
    {
        services.AddPostriderRedis(configuration, environment);
        services.AddPostriderStores();
        services.AddChecked<LimitsOptions>(configuration, LimitsOptions.Section);
        services.AddChecked<GatewayOptions>(configuration, GatewayOptions.Section);
        services.AddChecked<DeliveryOptions>(configuration, DeliveryOptions.Section);
        services.AddOptions<HostOptions>().Configure<IOptions<GatewayOptions>, IOptions<DeliveryOptions>>(
            (host, gateway, delivery) => host.ShutdownTimeout = gateway.Value.StopDelay + delivery.Value.ShutdownGrace + TimeToEnd);
        services.AddSingleton<IValidateOptions<AuthOptions>, AuthOptionsValidator>();
        services.AddChecked<AuthOptions>(configuration, AuthOptions.Section).PostConfigure(options =>
        {
            // One person has all its tokens.
            if (environment.IsDevelopment() && options is { Crossing.Count: 0, Kubernetes.TokenReview: false })
            {
                options.Crossing.Add(CrossingTable.Everywhere);
            }
        });
        services.AddSingleton<IValidateOptions<ProxiesOptions>, ProxiesOptionsValidator>();
        services.AddChecked<ProxiesOptions>(configuration, ProxiesOptions.Section);
        services.AddSingleton<TrustedProxies>();
        services.AddSigning(configuration, environment);
        services.AddMetricsEndpoint(roles);
        services.AddSingleton<EventLog>();
        services.AddHostedService(provider => provider.GetRequiredService<EventLog>());
        services.AddSingleton<EventGathering>();
        services.AddHostedService(provider => provider.GetRequiredService<EventGathering>());
        services.AddSingleton<EventPages>();
        services.AddAccess(configuration, roles);
        services.AddSingleton<ScheduleChanges>();
        services.AddSingleton<ScheduleUndoing>();
        services.AddSingleton<BodyBudget>();
        services.AddSingleton<PublishService>();
        services.AddSingleton<DeadLetterReplay>();
        services.AddSingleton<DeadLetterSearch>();
        services.AddSingleton<BulkCancel>();
        services.AddSingleton<TopicService>();
        if (roles.Gateway)
        {
            services.AddHostedService<StopDelay>();
        }

        if (roles.Worker)
        {
            services.AddWorker();
        }
    }

    // A worker alone never looks for an API server, whatever is set.
    private static void AddAccess(this IServiceCollection services, IConfiguration configuration, DispatcherRoles roles)
    {
        services.AddSingleton<TokenTable>();
        services.AddSingleton<CrossingTable>();
        services.AddSingleton(provider => new AccessControl(provider.GetRequiredService<CrossingTable>(), provider.GetService<AccessReviews>()));
        if (roles.Gateway)
        {
            services.AddInClusterIdentity(configuration);
        }
    }

    private static void AddWorker(this IServiceCollection services)
    {
        services.AddSingleton<AlarmClock>();
        services.AddSingleton<WorkerCapacity>();
        services.AddSingleton<ParallelismCap>();
        services.AddSingleton<DeliveryClient>();
        services.AddSingleton(AnswerBudget.OfMemory());
        services.AddSingleton<EndpointTargets>();
        services.AddSingleton<TargetResolver>();
        services.AddSingleton<AttemptEvents>();
        services.AddSingleton<Courier>();
        services.AddSingleton<ScheduleRunner>();
        services.AddHostedService<WorkerService>();
    }

    private static void AddSigning(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddSingleton<IValidateOptions<SigningOptions>, SigningOptionsValidator>();
        services.AddChecked<SigningOptions>(configuration, SigningOptions.Section).PostConfigure(options =>
        {
            if (environment.IsDevelopment() && options is { CurrentKey: "", NextKey: "" })
            {
                options.CurrentKey = SigningOptions.DevelopmentCurrentKey;
                options.NextKey = SigningOptions.DevelopmentNextKey;
            }
        });
        services.AddSingleton<SigningBox>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<SigningStart>();
    }
}
