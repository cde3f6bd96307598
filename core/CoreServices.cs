using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Postrider.Core.Fencing;
using Postrider.Core.Redis;
using Postrider.Core.Registry;
using Postrider.Core.Secrets;
using Postrider.Core.Settings;
using Postrider.Core.Store;
using Postrider.Core.Store.Events;
using StackExchange.Redis;

namespace Postrider.Core;

/// <summary>The registrations that both programs share.</summary>
public static class CoreServices
{
    /// <summary>Redis, the registry, the stores and the secret box. In development a well-known key seals secrets when none is configured.</summary>
    public static IServiceCollection AddPostriderRedis(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<RedisOptions>, RedisOptionsValidator>();
        services.AddChecked<RedisOptions>(configuration, RedisOptions.Section);
        services.AddChecked<RetentionOptions>(configuration, RetentionOptions.Section);
        services.AddChecked<DeduplicationOptions>(configuration, DeduplicationOptions.Section);
        services.AddChecked<QueueLimits>(configuration, QueueLimits.Section);
        services.AddSingleton<IValidateOptions<EncryptionOptions>, EncryptionOptionsValidator>();
        services.AddChecked<EncryptionOptions>(configuration, EncryptionOptions.Section)
            .PostConfigure(options =>
            {
                if (environment.IsDevelopment() && options.Keys.Count == 0)
                {
                    options.Keys["development"] = EncryptionOptions.DevelopmentKey;
                }
            });
        services.AddSingleton(provider => new SecretBox(provider.GetRequiredService<IOptions<EncryptionOptions>>().Value));
        services.AddSingleton<RedisConnections>();
        services.AddHostedService<RedisNews>();
        services.AddSingleton<IConnectionMultiplexer>(provider => provider.GetRequiredService<RedisConnections>().Control);
        services.TryAddSingleton<IWriteFence, NoFence>();
        services.AddSingleton<FencedScripts>();
        services.AddSingleton<FenceStore>();
        services.AddSingleton<PartitionCount>();
        services.AddSingleton<ScheduleStore>();
        services.AddSingleton<IRegistryWriter, RedisRegistryWriter>();
        services.AddSingleton<FigureNews>();
        services.AddSingleton<HeldUpMessages>();
        return services;
    }

    /// <summary>What only a dispatcher needs: the snapshot of the registry and the message stores.</summary>
    public static IServiceCollection AddPostriderStores(this IServiceCollection services)
    {
        services.AddSingleton<RegistryReader>();
        services.AddSingleton<SigningKeyStore>();
        services.AddSingleton<RegistryEditor>();
        services.AddHostedService(provider => provider.GetRequiredService<RegistryReader>());
        services.AddSingleton<ScheduleReader>();
        services.AddSingleton<MessagePublisher>();
        services.AddSingleton<LeaseStore>();
        services.AddSingleton<MessageStore>();
        services.AddSingleton<OpenMessages>();
        services.AddSingleton<DeadLetterStore>();
        services.AddSingleton<FlowControlStore>();
        services.AddSingleton<ParallelismStore>();
        services.AddSingleton<EventStore>();
        services.AddSingleton<QueueStore>();
        services.AddSingleton<LoadStore>();
        return services;
    }
}
