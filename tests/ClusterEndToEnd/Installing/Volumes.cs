using Postrider.ClusterEndToEnd.Cluster;

namespace Postrider.ClusterEndToEnd.Installing;

/// <summary>On a node of our own nothing provides volumes: one folder of it becomes the volume that Redis claims.</summary>
internal static class Volumes
{
    public static async Task CreateAsync(Settings settings, string name, Kubectl kubectl, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.Combine(settings.NodeVolumesHere, name));
        await kubectl.MustAsync(["apply", "-f", "-"], cancel, $$"""
            apiVersion: v1
            kind: PersistentVolume
            metadata: { name: {{name}} }
            spec:
              capacity: { storage: 2Gi }
              accessModes: [ReadWriteOnce]
              persistentVolumeReclaimPolicy: Retain
              local: { path: {{settings.NodeVolumes}}/{{name}} }
              nodeAffinity:
                required:
                  nodeSelectorTerms:
                  - matchExpressions: [{ key: kubernetes.io/os, operator: Exists }]
            """);
    }

    public static Task DeleteAsync(string name, Kubectl kubectl, CancellationToken cancel) => kubectl.MustAsync(["delete", "pv", name], cancel);
}
