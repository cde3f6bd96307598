namespace Postrider.ClusterEndToEnd.Installing;

/// <summary>The application: a publisher and a receiver, each a Deployment with a Service, under the restricted profile.</summary>
internal static class PodManifest
{
    public static string Of(Settings settings, string token) => string.Join("\n---\n", Namespace, Of("publisher", settings, token), Of("receiver", settings, token));

    private const string Namespace = $$"""
        apiVersion: v1
        kind: Namespace
        metadata:
          name: {{Names.Application}}
          labels: { pod-security.kubernetes.io/enforce: restricted }
        """;

    private static string Of(string name, Settings settings, string token) => $$"""
        apiVersion: v1
        kind: Service
        metadata: { name: {{name}}, namespace: {{Names.Application}} }
        spec:
          selector: { app: {{name}} }
          ports: [{ name: http, port: 80, targetPort: 8080 }]
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: {{name}}, namespace: {{Names.Application}} }
        spec:
          selector: { matchLabels: { app: {{name}} } }
          template:
            metadata: { labels: { app: {{name}} } }
            spec:
              automountServiceAccountToken: false
              # So that http://postrider is Postrider, as it is for pods beside it.
              dnsConfig: { searches: [{{Names.System}}.svc.cluster.local] }
              enableServiceLinks: false
              terminationGracePeriodSeconds: 1
              securityContext: { runAsNonRoot: true, runAsUser: 1654, seccompProfile: { type: RuntimeDefault } }
              containers:
              - name: pod
                image: {{settings.Registry}}/postrider-cluster-pod:{{settings.Tag}}
                env:
                - { name: ASPNETCORE_URLS, value: "http://+:8080" }
                - { name: Token__Value, value: "{{token}}" }
                readinessProbe: { httpGet: { path: /-/healthy, port: 8080 }, periodSeconds: 1 }
                securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
                volumeMounts: [{ name: tmp, mountPath: /tmp }]
              volumes: [{ name: tmp, emptyDir: {} }]
        """;
}
