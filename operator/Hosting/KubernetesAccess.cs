using Postrider.Core.Settings;
using k8s;

namespace Postrider.Operator.Hosting;

/// <summary>Finds the API server: what <c>KUBECONFIG</c> names, else the account of the pod.</summary>
internal static class KubernetesAccess
{
    /// <exception cref="SettingException">There is neither, or it cannot be read.</exception>
    public static KubernetesClientConfiguration Find()
    {
        if (Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } path)
        {
            return Read(path);
        }

        return KubernetesClientConfiguration.IsInCluster()
            ? KubernetesClientConfiguration.InClusterConfig()
            : throw new SettingException("KUBECONFIG is not set and this is not a pod: set it, or read a folder with --source directory --path FOLDER.");
    }

    private static KubernetesClientConfiguration Read(string path)
    {
        try
        {
            var file = path.Split(Path.PathSeparator).FirstOrDefault(File.Exists) ?? throw new FileNotFoundException("there is no such file");
            return KubernetesClientConfiguration.BuildConfigFromConfigFile(file);
        }
        catch (Exception exception)
        {
            throw new SettingException($"KUBECONFIG names '{path}', which cannot be used: {exception.Message}");
        }
    }
}
