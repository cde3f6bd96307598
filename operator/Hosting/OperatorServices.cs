using Microsoft.Extensions.Options;
using Postrider.Cluster;
using Postrider.Core;
using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Settings;
using Postrider.Operator.Api;
using Postrider.Operator.Controllers;
using Postrider.Operator.Controllers.Endpoints;
using Postrider.Operator.Controllers.Schedules;
using Postrider.Operator.Controllers.Statuses;
using Postrider.Operator.Controllers.Topics;
using Postrider.Operator.Events;
using Postrider.Operator.Figures;
using Postrider.Operator.Keeping;
using Postrider.Operator.Keys;
using Postrider.Operator.Leading;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;
using Postrider.Operator.Sources.Directory;
using Postrider.Operator.Sources.Kubernetes;

namespace Postrider.Operator.Hosting;

/// <summary>Registrations of the operator's own services.</summary>
internal static class OperatorServices
{
    public static void AddOperator(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment, SourceChoice choice)
    {
        services.AddPostriderRedis(configuration, environment);
        services.AddChecked<ServiceUrlOptions>(configuration, ServiceUrlOptions.Section)
            .Validate(options => ServiceUrl.IsPattern(options.ServiceUrl), ServiceUrl.PatternMistake);
        services.AddMetricsEndpoint();
        services.AddSource(configuration, choice);
        services.AddKeys(configuration, choice.Folder is null);
        services.AddControllers();
        services.AddSingleton<Readiness>();
        services.AddSingleton<StopReason>();
        services.AddSingleton<PresentLoops>();
        services.AddScoped<LiveNames>();
        services.AddScoped<Pruner>();
        services.AddScoped<RegistryPass>();
        services.AddScoped<RegistryKeeper>();
        services.AddScoped<Work>();
        services.AddHostedService<OperatorService>();
    }

    private static void AddSource(this IServiceCollection services, IConfiguration configuration, SourceChoice choice)
    {
        if (choice.Folder is { } folder)
        {
            services.AddSingleton(new DirectoryOptions(folder));
            services.AddSingleton<IResourceSource, DirectorySource>();
            services.AddSingleton<IEventSink, NoEvents>();
            services.AddSingleton<ILeadership, AlwaysLeads>();
            return;
        }

        var access = KubernetesAccess.Find("read a folder with --source directory --path FOLDER");
        var namespaces = NamespaceSetting.Read(configuration);
        services.AddChecked<KubernetesOptions>(configuration, KubernetesOptions.Section).Configure(options => options.Namespaces = namespaces)
            .PostConfigure(options => options.OwnNamespace = new[] { options.OwnNamespace, access.Namespace, "default" }.First(name => !string.IsNullOrEmpty(name)));
        services.AddSingleton(provider => new KubernetesApi(access, provider.GetRequiredService<IOptions<KubernetesOptions>>().Value));
        services.AddSingleton<IResourceSource, KubernetesSource>();
        services.AddSingleton<KubernetesEvents>();
        services.AddSingleton<IEventSink>(provider => provider.GetRequiredService<KubernetesEvents>());
        services.AddHostedService(provider => provider.GetRequiredService<KubernetesEvents>());
        services.AddLeadership(configuration);
    }

    // What a leadership knows ends with it.
    private static void AddControllers(this IServiceCollection services)
    {
        services.AddScoped<RegistryEpoch>();
        services.AddSingleton<RegistryReader>(); // not as a service: only single definitions are read
        services.AddScoped<RegistryStore>();
        services.AddScoped<ILiveStore<EndpointDefinition>>(provider => provider.GetRequiredService<RegistryStore>());
        services.AddScoped<ILiveStore<TopicDefinition>>(provider => provider.GetRequiredService<RegistryStore>());
        services.AddScoped<ILiveStore<ScheduleDefinition>>(provider => provider.GetRequiredService<RegistryStore>());
        services.AddScoped(typeof(LiveDefinitions<>));
        services.AddScoped(typeof(DefinitionApplier<>));
        services.AddScoped<ReferenceIndex>();
        services.AddScoped<ReferenceWatch>();
        services.AddScoped<StatusReporter>();
        services.AddScoped<FigureBook>();
        services.AddScoped<FigureReader>();
        services.AddScoped<FigureLoop>();
        services.AddScoped<SecretLookup>();
        services.AddScoped<EndpointDefiner>();
        services.AddController<Endpoint, EndpointController>(ResourceKind.Endpoint, source => source.Endpoints);
        services.AddController<Topic, TopicController>(ResourceKind.Topic, source => source.Topics);
        services.AddController<Schedule, ScheduleController>(ResourceKind.Schedule, source => source.Schedules);
    }

    private static void AddController<T, TController>(this IServiceCollection services, ResourceKind kind, Func<IResourceSource, ResourceCache<T>> cache)
        where T : class
        where TController : class, IEntityController<T>
    {
        services.AddScoped<IEntityController<T>, TController>();
        services.AddScoped<IControllerLoop>(provider => new ControllerLoop<T>(
            kind, cache(provider.GetRequiredService<IResourceSource>()), provider.GetRequiredService<IEntityController<T>>(),
            provider.GetRequiredService<OperatorMetrics>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ControllerLoop<T>>>()));
    }
}
