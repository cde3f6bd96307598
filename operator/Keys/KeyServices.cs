using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Secrets;
using Postrider.Core.Settings;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Keys;

/// <summary>Registrations of the keys that the operator seals with: those of its settings, or of a Secret.</summary>
internal static class KeyServices
{
    public static void AddKeys(this IServiceCollection services, IConfiguration configuration, bool isKubernetes)
    {
        services.AddSingleton<IKeys, ConfiguredKeys>();
        if (isKubernetes && !string.IsNullOrEmpty(configuration[$"{KeysOptions.Section}:{nameof(KeysOptions.Secret)}"]))
        {
            services.AddSecretOfKeys(configuration);
        }

        services.Replace(ServiceDescriptor.Singleton(provider => provider.GetRequiredService<IKeys>().Box));
    }

    private static void AddSecretOfKeys(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<KeysOptions>(configuration, KeysOptions.Section);
        services.RemoveAll<IValidateOptions<EncryptionOptions>>(); // the keys come later, and are checked then
        services.Replace(ServiceDescriptor.Singleton<IKeys>(provider => new SecretOfKeys(
            provider.GetRequiredService<KubernetesApi>(), NameOf(provider), provider.GetRequiredService<IOptions<KeysOptions>>().Value,
            provider.GetRequiredService<IOptions<EncryptionOptions>>().Value, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SecretOfKeys>>())));
    }

    private static ResourceName NameOf(IServiceProvider provider) => new(
        provider.GetRequiredService<IOptions<KubernetesOptions>>().Value.OwnNamespace!, provider.GetRequiredService<IOptions<KeysOptions>>().Value.Secret!);
}
