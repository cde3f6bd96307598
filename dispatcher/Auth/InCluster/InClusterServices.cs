using k8s;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Postrider.Cluster;
using Postrider.Core.Settings;

namespace Postrider.Dispatcher.Auth.InCluster;

/// <summary>Registrations of the gateway's connection to Kubernetes; without <c>Auth:Kubernetes:TokenReview</c> there is none.</summary>
internal static class InClusterServices
{
    /// <exception cref="SettingException">It is turned on, and there is no API server to be found.</exception>
    public static void AddInClusterIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        if (!IsOn(configuration))
        {
            return;
        }

        var access = KubernetesAccess.Find($"turn {AuthOptions.TokenReviewKey} off");
        var namespaces = NamespaceSetting.Read(configuration);
        services.AddSingleton<IApiServer>(provider => new ApiServer(
            () => new Kubernetes(access), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ApiServer>>()));
        services.AddSingleton<TokenReviews>();
        services.AddSingleton(provider => new AccessReviews(provider.GetRequiredService<IApiServer>(), namespaces, provider.GetRequiredService<TimeProvider>()));
    }

    // A value that is neither is told by the options, which are checked at start too.
    private static bool IsOn(IConfiguration configuration) => bool.TryParse(configuration[AuthOptions.TokenReviewKey], out var isOn) && isOn;
}
