using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Postrider.Core.Fencing;
using Postrider.Core.Model;
using Postrider.Core.Settings;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Leading;

/// <summary>Registrations of leading by a Lease.</summary>
internal static class LeaderServices
{
    public static void AddLeadership(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<LeaderOptions>(configuration, LeaderOptions.Section);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<LeaderOptions>>().Value);
        services.AddSingleton(provider => new LeaseClient(provider.GetRequiredService<KubernetesApi>(), NameOf(provider), provider.GetRequiredService<LeaderOptions>()));
        services.AddSingleton(provider => new LeaseKeeper(
            provider.GetRequiredService<LeaseClient>(), provider.GetRequiredService<LeaderOptions>(), NewIdentity(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new LeaseFence(NameOf(provider), provider.GetRequiredService<FenceStore>(), provider.GetRequiredService<ILogger<LeaseFence>>()));
        services.Replace(ServiceDescriptor.Singleton<IWriteFence>(provider => provider.GetRequiredService<LeaseFence>()));
        services.AddSingleton<ILeadership, LeaseLeadership>();
    }

    private static ResourceName NameOf(IServiceProvider provider) => new(
        provider.GetRequiredService<IOptions<KubernetesOptions>>().Value.OwnNamespace!, provider.GetRequiredService<LeaderOptions>().Name);

    // In a pod the machine's name is the pod's. No two runs are alike: a program that starts again is another leader.
    private static string NewIdentity() => $"{Environment.MachineName}_{Guid.NewGuid():N}";
}
