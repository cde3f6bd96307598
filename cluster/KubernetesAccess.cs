using k8s;
using Postrider.Core.Settings;

namespace Postrider.Cluster;

/// <summary>Finds the API server: what <c>KUBECONFIG</c> names, else the account of the pod.</summary>
public static class KubernetesAccess
{
    private const string Variable = "KUBECONFIG";

    /// <param name="instead">What else can be done where there is neither, as the end of a sentence.</param>
    /// <exception cref="SettingException">There is neither, or it cannot be read.</exception>
    public static KubernetesClientConfiguration Find(string instead)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path)
        {
            return Read(path);
        }

        if (!KubernetesClientConfiguration.IsInCluster())
        {
            throw new SettingException($"KUBECONFIG is not set and this is not a pod: set it, or {instead}.");
        }

        var configuration = KubernetesClientConfiguration.InClusterConfig();
        configuration.TokenProvider = new TokenFile(TokenFile.OfPod); // the library's own believes what it read for a minute
        return configuration;
    }

    private static KubernetesClientConfiguration Read(string path)
    {
        try
        {
            var files = path.Split(Path.PathSeparator).Where(File.Exists).ToList();
            if (files.Count == 0)
            {
                throw new FileNotFoundException("there is no such file");
            }

            // As kubectl does: files that are not there are passed over. The library merges those that the variable names, and no others.
            Environment.SetEnvironmentVariable(Variable, string.Join(Path.PathSeparator, files));
            if (files.TrueForAll(file => new FileInfo(file).Length == 0))
            {
                throw new InvalidDataException("the file is empty"); // the library fails on it without a reason
            }

            return KubernetesClientConfiguration.BuildDefaultConfig();
        }
        catch (Exception exception)
        {
            throw new SettingException($"KUBECONFIG names '{path}', which cannot be used: {exception.Message}");
        }
    }
}
