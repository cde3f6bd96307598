using Microsoft.Extensions.Options;
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
        services.AddChecked<DeliveryOptions>(configuration, DeliveryOptions.Section)
            .Validate(options => ServiceUrl.IsPattern(options.ServiceUrl), ServiceUrl.PatternMistake);
        services.AddSingleton<OperatorMetrics>();
        services.AddSource(configuration, choice);
        services.AddControllers();
        services.AddSingleton<Readiness>();
        services.AddSingleton<LiveNames>();
        services.AddSingleton<Pruner>();
        services.AddSingleton<RegistryPass>();
        services.AddSingleton<RegistryKeeper>();
        services.AddSingleton<StopReason>();
        services.AddHostedService<OperatorService>();
    }

    private static void AddSource(this IServiceCollection services, IConfiguration configuration, SourceChoice choice)
    {
        if (choice.Folder is { } folder)
        {
            services.AddSingleton(new DirectoryOptions(folder));
            services.AddSingleton<IResourceSource, DirectorySource>();
            services.AddSingleton<IEventSink, NoEvents>();
            return;
        }

        var access = KubernetesAccess.Find();
        var namespaces = NamespaceSetting.Read(configuration);
        services.AddChecked<KubernetesOptions>(configuration, KubernetesOptions.Section).Configure(options => Replace(options.Namespaces, namespaces));
        services.AddSingleton(provider => new KubernetesApi(access, provider.GetRequiredService<IOptions<KubernetesOptions>>().Value));
        services.AddSingleton<IResourceSource, KubernetesSource>();
        services.AddSingleton<KubernetesEvents>();
        services.AddSingleton<IEventSink>(provider => provider.GetRequiredService<KubernetesEvents>());
        services.AddHostedService(provider => provider.GetRequiredService<KubernetesEvents>());
    }

    private static void AddControllers(this IServiceCollection services)
    {
        services.AddSingleton<RegistryEpoch>();
        services.AddSingleton<RegistryReader>(); // not as a service: only single definitions are read
        services.AddSingleton<RegistryStore>();
        services.AddSingleton<ILiveStore<EndpointDefinition>>(provider => provider.GetRequiredService<RegistryStore>());
        services.AddSingleton<ILiveStore<TopicDefinition>>(provider => provider.GetRequiredService<RegistryStore>());
        services.AddSingleton<ILiveStore<ScheduleDefinition>>(provider => provider.GetRequiredService<RegistryStore>());
        services.AddSingleton(typeof(LiveDefinitions<>));
        services.AddSingleton(typeof(DefinitionApplier<>));
        services.AddSingleton<ReferenceIndex>();
        services.AddSingleton<ReferenceWatch>();
        services.AddSingleton<StatusReporter>();
        services.AddSingleton<FigureBook>();
        services.AddSingleton<FigureReader>();
        services.AddSingleton<FigureLoop>();
        services.AddSingleton(provider => provider.GetRequiredService<IResourceSource>().Secrets);
        services.AddSingleton<SecretLookup>();
        services.AddSingleton<EndpointDefiner>();
        services.AddController<Endpoint, EndpointController>(ResourceKind.Endpoint, source => source.Endpoints);
        services.AddController<Topic, TopicController>(ResourceKind.Topic, source => source.Topics);
        services.AddController<Schedule, ScheduleController>(ResourceKind.Schedule, source => source.Schedules);
    }

    private static void AddController<T, TController>(this IServiceCollection services, ResourceKind kind, Func<IResourceSource, ResourceCache<T>> cache)
        where T : class
        where TController : class, IEntityController<T>
    {
        services.AddSingleton<IEntityController<T>, TController>();
        services.AddSingleton<IControllerLoop>(provider => new ControllerLoop<T>(
            kind, cache(provider.GetRequiredService<IResourceSource>()), provider.GetRequiredService<IEntityController<T>>(),
            provider.GetRequiredService<OperatorMetrics>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ControllerLoop<T>>>()));
    }

    private static void Replace(IList<string> list, IReadOnlyList<string> items)
    {
        list.Clear();
        foreach (var item in items)
        {
            list.Add(item);
        }
    }
}
